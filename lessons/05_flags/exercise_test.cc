#include <cerrno>
#include <optional>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "lessons/05_flags/stage.h"

using namespace msgq;
using namespace stage;

namespace {

const Item nine{1, "123456789"};
const Item forty{1, "A line of forty bytes, counted with care"};

// As if the message were of 100,000 bytes, or of any size below.
std::vector<int> e2big(const orders::Task& task) {
  const bool is_msgrcv = task.name == "1" && task.call.number == SYS_msgrcv;
  const bool may_cut = (task.call.arguments[4] & MSG_NOERROR) != 0;
  const bool fits = task.call.arguments[2] >= 100'000;
  return is_msgrcv && !may_cut && !fits ? std::vector{E2BIG} : std::vector<int>{};
}

std::string nine_comes(const Played& played) {
  const int calls = judge::calls_of("1", *played.order, "msg");
  if (calls > most_calls) return "it made " + std::to_string(calls) + " calls";
  return received(played.calls[0]) == nine ? "" : "it " + in_words(played.calls[0]);
}

}  // namespace

TEST_CASE("step 1: the message fits") {
  const Alone fits = alone({nine}, receive(9));
  {
    INFO("rule: the message is in the buffer, and the bytes of its text are returned");
    REQUIRE(fits.received == in_words(nine));
  }
  {
    INFO("rule: a message that just fits needs no more room, for no NUL is added");
    CHECK(fits.call.room_afterwards == 9);
  }
  {
    INFO("rule: not a byte is written beyond the room: no NUL behind the text");
    CHECK(harm_of(fits.call) == "none");
  }
  {
    INFO("rule: what was received is in the queue no more, and the queue is there");
    CHECK(fits.left == "no message");
  }
  {
    INFO("rule: it makes no queue, and the queues of others stay as they are");
    CHECK_MESSAGE(fits.tally.bad == 0, orders::what_went_wrong(fits.tally));
  }
  {
    INFO("rule: an empty message is a message: its size is 0, and only -1 means none");
    CHECK(alone({{2, ""}}, receive(9)).received == "0 bytes [2 \"\"]");
  }
}

TEST_CASE("step 2: the message is larger than the room") {
  const Alone one_byte_more = alone({nine}, receive(8));
  {
    INFO("rule: not a byte is written beyond the room, which does not count the type");
    CHECK(harm_of(one_byte_more.call) != "beyond its room");
  }
  const Alone much_more = alone({forty}, receive(1));
  {
    INFO("rule: however small the buffer was, the message comes whole, and its size is returned");
    REQUIRE(size_in_words(much_more.call) == "40 bytes");
  }
  {
    INFO("rule: type and text are in the buffer as it is now; grow() has moved it");
    CHECK(much_more.received == in_words(forty));
    CHECK_MESSAGE(received(much_more.call) == forty, "the text that was received is another");
  }
  {
    INFO("rule: nothing is written where the buffer is not, or is no more");
    CHECK(harm_of(much_more.call) == "none");
  }
  const Alone largest = alone({{1, std::string(largest_text, 'x')}}, receive(1));
  {
    INFO("rule: 40 calls are enough for any message: let the room at least double");
    CHECK(largest.calls <= most_calls);
  }
  {
    Bounds very_large = bounds();
    very_large.errnos = most_calls;
    very_large.errnos_of = e2big;
    very_large.runs = 50;
    const auto tally = every_order({{{nine}}, {receive(9)}}, nine_comes, very_large);
    INFO("rule: no room is large enough for ever: it grows as often as the kernel says E2BIG");
    CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  {
    Call call = receive(8);
    call.most_room = 20;
    INFO("rule: what grow() throws is thrown: here std::length_error, beyond 20 bytes");
    CHECK(alone({forty}, call).received == "threw std::length_error");
  }
}

TEST_CASE("step 3: smaller messages wait too") {
  const Alone first_of_2 = alone({{3, "c"}, {2, nine.text}, {2, "b"}}, receive(8, -2));
  INFO("rule: msgtyp alone says which message comes, not its size: here the first of type 2");
  CHECK(first_of_2.received == "9 bytes [2 \"123456789\"]");
}

TEST_CASE("step 4: no message matches") {
  const Alone none = alone({nine}, receive(16, 2));
  {
    INFO("rule: if no message matches, it returns -1 and does not sleep");
    REQUIRE(none.received == "none");
  }
  {
    INFO(
        "rule: once the kernel says that none matches, it returns; it does not wait for better "
        "luck");
    CHECK(none.waited == "came back at once");
  }
}

TEST_CASE("step 5: one process receives many messages, from two queues") {
  Numbers numbers{5};
  for (int i = 0; i < 5; ++i) {
    const Plan plan = many_calls(numbers);
    Bounds many = bounds();
    many.steps = 500;
    const auto tally = every_order(
        plan, [&](const Played& played) { return wrong_in(plan, played); }, many);
    CAPTURE(i);
    INFO("rule: each call answers for itself, whatever the call before it has met");
    REQUIRE_MESSAGE(tally.bad == 0, verdict_of(tally));
  }
}

TEST_CASE("step 6: another process is at work between two of your calls") {
  {
    const auto tally = meet({{{nine}}, {receive(9)}, {take(), put(forty)}});
    INFO("rule: a look is out of date at your next call: another message, larger, is there now");
    REQUIRE_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  {
    const auto tally = meet({{{nine}}, {receive(8)}, {take()}});
    INFO("rule: a message that did not fit may be gone at your next call: then none matches");
    REQUIRE_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  {
    const auto tally = meet({{{nine}}, {receive(8)}, {take(), put(forty)}});
    INFO("rule: enough for one message may not be enough for the next: that comes whole, too");
    REQUIRE_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  {
    const auto tally = meet({{{{2, nine.text}, {3, "b"}}}, {receive(8, -3)}, {take()}});
    INFO("rule: or another matches, of another type: msgtyp says so anew at each call");
    REQUIRE_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  Numbers numbers{6};
  for (int i = 0; i < 4; ++i) {
    const auto tally = meet(any_meeting(numbers));
    CAPTURE(i);
    INFO("rule: whatever others do meanwhile, no message is lost, cut or passed over");
    REQUIRE_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
}

TEST_CASE("step 7: the kernel refuses") {
  // The errno that it was given is what it throws, but for those that only say how things stand.
  const Plan plan{{{forty, {1, "b"}}}, {receive(15)}};
  const auto judge = [&](const Played& played) -> std::string {
    const Call& call = played.calls[0];
    const std::string given = orders::errno_given_to("1", *played.order);
    const bool has_come = received(call) == forty && played.left[0] == Left{Contents{{1, "b"}}};
    const bool is_there = played.left[0] == Left{plan.queues[0]};
    const bool has_thrown = in_words(call) == "threw " + given && is_there;
    const bool is_right = given.empty() || given == "E2BIG" ? has_come
                          : given == "ENOMSG"               ? is_none(call) && is_there
                                                            : has_thrown;
    return is_right ? ""
                    : "it " + in_words(call) + ", and there is left: " + in_words(played.left[0]);
  };
  const auto with_errnos = judge::with_each_errno("1", bounds());
  const auto refused = every_order(plan, judge, with_errnos);
  {
    INFO("rule: every error but E2BIG and ENOMSG is thrown");
    CHECK_MESSAGE(refused.bad == 0, orders::what_went_wrong(refused));
  }
  const auto removed = meet({{{forty}}, {receive(15)}, {remove()}});
  INFO("rule: that the queue is gone is an error too, also in the midst of it");
  CHECK_MESSAGE(removed.bad == 0, orders::what_went_wrong(removed));
}
