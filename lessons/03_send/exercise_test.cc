#include <limits>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "lessons/03_send/stage.h"

using namespace msgq;
using namespace stage;

TEST_CASE("step 1: another program understands what arrives") {
  const Alone kitchen = alone({}, reading("kitchen"));
  const Item arrived = kitchen.item(), right = *message_of(reading("kitchen"));
  {
    INFO("rule: the call comes back, and reads nothing behind the NUL of the name");
    REQUIRE_MESSAGE(kitchen.is_over, kitchen.outcome);
  }
  {
    INFO("rule: one reading is one message");
    REQUIRE(std::to_string(kitchen.sent.size()) + " sent" == "1 sent");
  }
  {
    INFO("rule: it is true if the reading was sent");
    CHECK(kitchen.outcome == "said true");
  }
  {
    INFO("rule: the message begins with a long, which is its type: reading_type");
    CHECK(arrived.type == reading_type);
  }
  {
    INFO("rule: the body begins with the 8 bytes of celsius, and nothing comes before them");
    CHECK(celsius_in_words(arrived) == celsius_in_words(right));
  }
  {
    INFO("rule: behind celsius come the letters of the name, not an address where they are");
    CHECK(name_in_words(arrived, 7) == name_in_words(right, 7));
  }
  {
    INFO("rule: the body ends with the name: no NUL, no padding, and the type does not count");
    CHECK(size_in_words(arrived) == "15 bytes");
  }
  {
    INFO("rule: it makes no queue, and the queues of others stay as they are");
    CHECK_MESSAGE(kitchen.tally.bad == 0, orders::what_went_wrong(kitchen.tally));
  }
}

TEST_CASE("step 2: a frosty day: celsius is 0") {
  const Alone garden = alone({}, reading("garden", 0));
  {
    INFO("rule: the 8 bytes of celsius may be 0, and end nothing: only the name is a string");
    CHECK(size_in_words(garden.item()) == "14 bytes");
  }
  using Limits = std::numeric_limits<double>;
  for (const double celsius : {-0.0, -40.25, 1 / 3.0, 1e300, Limits::denorm_min(),
                               Limits::infinity(), Limits::quiet_NaN(), -Limits::quiet_NaN()}) {
    const Call call = reading("garden", celsius);
    INFO("rule: every bit of celsius travels, whatever it means");
    REQUIRE(celsius_in_words(alone({}, call).item()) == celsius_in_words(*message_of(call)));
  }
}

TEST_CASE("step 3: the longest name, and one that is longer") {
  const Call longest = reading(std::string(longest_name, 'n'));
  {
    INFO("rule: a name of longest_name letters is not too long: all of them arrive");
    CHECK(name_in_words(alone({}, longest).item(), longest_name) ==
          name_in_words(*message_of(longest), longest_name));
  }
  for (const char* const name : {"", " ", "a b ", "%d%s%n", "Küche", "\xff\x80\x01\n"}) {
    INFO("rule: a name may be of any bytes, and of none: it is sent as it is");
    REQUIRE(in_words(alone({}, reading(name)).item()) == in_words(*message_of(reading(name))));
  }
  for (const std::size_t letters : {longest_name + 1, longest_name + 2, std::size_t{256 + 7},
                                    std::size_t{65536 + 7}, std::size_t{70'000}}) {
    const Alone longer = alone({}, long_name(letters));
    CAPTURE(letters);
    {
      INFO("rule: one letter more than longest_name is too long, and that is thrown");
      REQUIRE(longer.outcome == "threw std::length_error");
    }
    INFO("rule: what is too long is not sent");
    CHECK(longer.left == "no message");
  }
}

TEST_CASE("step 4: the queue is full") {
  const Item other{3, "x"};
  const Contents by_bytes{{other}, 15};
  const Alone full = alone(by_bytes, reading("kitchen"));
  {
    INFO("rule: a full queue is no failure, and no reason to sleep: false, at once");
    REQUIRE(full.outcome == "said false");
  }
  {
    INFO("rule: once the kernel says that the queue is full, it is over: no waiting, no new try");
    CHECK(full.waiting == "came back at once");
  }
  {
    INFO("rule: of what is in the queue nothing is taken, to make room or to look");
    CHECK(full.left == in_words(Left{by_bytes.items}));
  }
  const Contents by_number{std::vector<Item>(15, {3, ""}), 15};
  {
    INFO("rule: messages fill a queue too, even empty ones");
    CHECK(alone(by_number, reading("kitchen")).outcome == "said false");
  }
  {
    INFO("rule: a queue is not full as long as the message just fits");
    CHECK(alone({{other}, 16}, reading("kitchen")).outcome == "said true");
  }
  {
    INFO("rule: a name that is too long is thrown, however full the queue is");
    CHECK(alone({{other}, 1}, long_name(longest_name + 1)).outcome == "threw std::length_error");
  }
}

TEST_CASE("step 5: one process sends many readings, to two queues") {
  Numbers numbers{3};
  for (int i = 0; i < 6; ++i) {
    const Plan plan = many_readings(numbers);
    Bounds many = bounds();
    many.steps = 500;
    const auto tally = every_order(
        plan, [&](const Played& played) { return wrong_in(plan, played); }, many);
    CAPTURE(i);
    INFO("rule: each call sends its own reading, whatever the calls before it have sent");
    REQUIRE_MESSAGE(tally.bad == 0, verdict_of(tally));
  }
}

TEST_CASE("step 6: another process is at work between two of your calls") {
  const Item other{3, "123456789"};
  {
    const auto tally = meet({{{{}, 20}}, {reading("kitchen")}, {put(other), take()}});
    INFO("rule: a look is out of date at your next call: now the queue is full");
    REQUIRE_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  {
    const auto tally = meet({{{{other}, 20}}, {reading("kitchen")}, {take(), remove()}});
    INFO("rule: that the queue is gone is a failure, and is thrown, also in the midst of it");
    REQUIRE_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
}

TEST_CASE("step 7: the kernel refuses") {
  // The errno that it was given is what it throws, but for the one that says that it is full.
  const auto judge = [](const Played& played) -> std::string {
    const Call& call = played.calls[0];
    const std::string given = orders::errno_given_to("1", *played.order);
    const std::string right = given.empty()       ? "said true"
                              : given == "EAGAIN" ? "said false"
                                                  : "threw " + given;
    const Left left = given.empty() ? Left{{*message_of(call)}} : Left{std::vector<Item>{}};
    if (in_words(call) == right && played.left[0] == left) return "";
    return "it " + in_words(call) + ", and there is left: " + in_words(played.left[0]);
  };
  const auto with_errnos = judge::with_each_errno("1", bounds());
  const auto refused = every_order({{{}}, {reading("kitchen")}}, judge, with_errnos);
  {
    INFO("rule: every failure but EAGAIN is thrown");
    CHECK_MESSAGE(refused.bad == 0, orders::what_went_wrong(refused));
  }
  for (const auto& [name, right] :
       {std::pair{"kitchen", "said true"}, {"cellar 2", "said false"}}) {
    INFO("rule: who may only write to the queue can send a reading, and is told that it is full");
    CHECK(alone({{}, 15, 0200}, reading(name)).outcome == right);
  }
}
