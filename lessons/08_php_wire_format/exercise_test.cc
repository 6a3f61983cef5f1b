#include <cmath>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "common/child.h"
#include "common/orders/columns.h"
#include "doctest/doctest.h"
#include "lessons/08_php_wire_format/exercise.h"
#include "lessons/08_php_wire_format/stage.h"

using namespace msgq;
using namespace stage;

namespace {

const Reading kitchen{"kitchen", 21.5, false, std::nullopt, {}};
const std::vector<Reading> plain = {
    kitchen, {"garden", -3, true, "under the tree", {7}}, {"", 0.25, false, "", {10, 20}}};

// What is sent, if that is a message with the keys that it should have; else the step ends here.
std::vector<Sent> sent(const std::vector<Reading>& readings) {
  std::string trouble;
  std::vector<Sent> all = stage::send(readings, trouble);
  for (const Sent& one : all) {
    {
      INFO("rule: send_reading sends any reading, also one without a note; it throws nothing");
      REQUIRE_MESSAGE(trouble.empty(), trouble);
      REQUIRE(one.outcome == "returned");
    }
    {
      INFO("rule: a reading is one message");
      REQUIRE(one.mails.size() == 1);
    }
    {
      INFO(
          "rule: before each value stands its key, a string: s:6:\"sensor\"; and so on, in this "
          "order");
      REQUIRE(one.keys() == "sensor celsius outdoors note minutes ");
    }
  }
  return all;
}

Sent sent(const Reading& reading) { return sent(std::vector{reading})[0]; }

// What is wrong with the first of these that is not sent as PHP would; "" for nothing.
std::string first_difference(const std::vector<Reading>& readings, bool has_comma = false) {
  std::string trouble;
  const std::vector<Sent> all = stage::send(readings, trouble, has_comma);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].outcome != "returned" || all[i].mails.size() != 1) {
      return all[i].outcome + ", and in the queue is " + in_words(all[i].mails);
    }
    if (all[i].mails[0].type != to_php)
      return "the type is " + std::to_string(all[i].mails[0].type);
    const std::string words = difference(all[i].bytes(), readings[i]);
    if (!words.empty()) return words + ", in " + all[i].first(200);
  }
  return trouble;
}

// The double that PHP would read, with all its digits; or the bytes, if they are none.
std::string celsius(const Sent& sent) {
  const std::string bytes = sent.of("celsius", "outdoors");
  const bool is_double = bytes.starts_with("d:") && bytes.ends_with(';');
  const auto value = double_in_php(is_double ? bytes.substr(2, bytes.size() - 3) : "");
  return value ? digits_of(*value) : bytes;
}

}  // namespace

TEST_CASE("step 1: an array of five entries") {
  std::string trouble;
  const Sent any = stage::send({kitchen}, trouble)[0];
  {
    INFO("rule: send_reading sends a reading, and returns");
    CHECK_MESSAGE(trouble.empty(), trouble);
    REQUIRE(in_words(any.mails) != "nothing");
  }
  {
    INFO("rule: the message's type is to_php; with to_cpp you would receive it yourself");
    CHECK(any.mails[0].type == to_php);
  }
  {
    INFO("rule: an array is a:, the number of its entries, and :{ before them; here that is a:5:{");
    CHECK(any.first(5) == shown("a:5:{"));
  }
  {
    INFO("rule: the array ends with }, and so does the message: no NUL, no newline, no ;");
    CHECK(any.last(1) == shown("}"));
  }
  const Sent reading = sent(kitchen);
  INFO("rule: a string is s:, how many bytes, :, the bytes in quotes, and ;");
  CHECK(reading.of("sensor", "celsius") == R"(s:7:"kitchen";)");
}

TEST_CASE("step 2: any string") {
  const std::string odd{"\"\\\0'", 4};
  const Sent cheese = sent(with_sensor("Käse"));
  const Sent reading = sent(Reading{odd, 4, false, "twelve bytes", {}});
  {
    INFO("rule: the length counts bytes: the letter ä has two");
    CHECK(cheese.of("sensor", "celsius") == "s:5:\"Käse\";");
  }
  {
    INFO("rule: quotes, backslashes and NULs are bytes like others: the length says where it ends");
    CHECK(shown(reading.of("sensor", "celsius") + reading.of("note", "minutes")) ==
          shown("s:4:\"" + odd + "\";s:12:\"twelve bytes\";"));
  }
}

TEST_CASE("step 3: a double, true, false and no note") {
  const std::vector<Sent> both = sent(std::vector<Reading>{
      {"kitchen", 0.1 + 0.2, false, std::nullopt, {}}, {"garden", NAN, true, "", {}}});
  const Sent &indoors = both[0], &outdoors = both[1];
  for (const double value : {0.1 + 0.2, 4.0, -0.0, -1.2345678901234567e-300}) {
    INFO("rule: every digit that it takes for the very same double: 0.1 + 0.2 is not 0.3");
    CHECK(celsius(sent(with_celsius(value))) == digits_of(value));
  }
  {
    INFO("rule: PHP knows NAN in capitals only, and without a sign");
    CHECK(outdoors.of("celsius", "outdoors") == "d:NAN;");
  }
  {
    INFO("rule: true is b:1; and false is b:0;");
    CHECK(outdoors.of("outdoors", "note") + indoors.of("outdoors", "note") == "b:1;b:0;");
  }
  {
    INFO("rule: no note is N;");
    CHECK(indoors.of("note", "minutes") == "N;");
  }
  {
    INFO("rule: an empty note is a string of 0 bytes, and not no note");
    CHECK(outdoors.of("note", "minutes") == R"(s:0:"";)");
  }
}

TEST_CASE("step 4: the list of minutes") {
  const std::map<std::string, std::vector<std::int64_t>> lists = {
      {"a:0:{}", {}},
      {"a:2:{i:0;i:10;i:1;i:20;}", {10, 20}},
      {"a:1:{i:0;i:-9223372036854775808;}", {Integers::min()}}};
  for (const auto& [bytes, minutes] : lists) {
    const Sent list = sent(with_minutes(minutes));
    INFO("rule: a list is an array whose keys are 0, 1, 2; behind a } comes no ;");
    CHECK(list.of("minutes") == bytes);
  }
}

TEST_CASE("step 5: any reading, byte for byte") {
  {
    INFO(
        "rule: byte for byte, a reading is what serialize() makes of it, whatever was sent before");
    REQUIRE(first_difference(plain) == "");
  }
  {
    INFO("rule: whatever bytes a string has, they all arrive, and no others");
    CHECK(first_difference(with_any_strings()) == "");
  }
  {
    INFO("rule: there are many NANs, some with a sign; all of them are PHP's NAN");
    CHECK(first_difference(with_any_nans()) == "");
  }
  {
    INFO("rule: any double, however large or small, is the very same double for PHP");
    CHECK(first_difference(with_any_doubles()) == "");
  }
  INFO("rule: however many minutes there are, all arrive in their order, as they are");
  CHECK(first_difference(with_any_minutes()) == "");
}

TEST_CASE("step 6: 8192 bytes, and not one more") {
  const std::vector<std::int64_t> hundreds(500, 100);
  std::vector<Reading> most, too_many;
  for (const auto& [size, list] : {std::pair{8192, &most}, std::pair{8193, &too_many}}) {
    list->push_back(reading_of_size(size, std::nullopt, {}));
    list->push_back(reading_of_size(size, std::string(6000, 'y'), {1, 2}));
    list->push_back(reading_of_size(size, "", hundreds));
  }
  {
    INFO("rule: a reading may take all the 8192 bytes of a message");
    CHECK(first_difference(most) == "");
  }
  too_many.push_back(reading_of_size(20000, std::nullopt, {}));
  std::string trouble;
  for (const Sent& one : stage::send(too_many, trouble)) {
    {
      INFO("rule: a reading that needs more than 8192 bytes is not sent, not in part either");
      CHECK(in_words(one.mails) == "nothing");
    }
    INFO("rule: for a reading that needs more than 8192 bytes std::length_error is thrown");
    CHECK(one.outcome == "threw std::length_error");
  }
}

TEST_CASE("step 7: a program that writes 0,5 and 1.000") {
  const CommaLocale comma;
  const std::vector<Reading> readings = {
      {"kitchen", 21.5, true, "1.5", {1000, 1234567, -1000}},
      {std::string(1500, 'x'), -1234567.125, false, std::nullopt, std::vector<std::int64_t>(300)},
      with_celsius(1e-300)};
  {
    INFO("rule: PHP reads a point and no comma, whatever locale the program has");
    CHECK(first_difference(readings, true) == "");
  }
  const std::vector<Mail> waiting = {{to_cpp, "i:1000;"}, {to_cpp, "i:1.000;"}, {to_cpp, "i:1,0;"}};
  const Received received = stage::receive(waiting, 3, true);
  INFO("rule: a number of PHP's is read the same in every locale, and what is none is refused");
  CHECK(received.counts[0] + " " + received.counts[1] + " " + received.counts[2] ==
        "1000 std::runtime_error std::runtime_error");
}

TEST_CASE("step 8: the queue is full, or a call fails") {
  const std::vector<Mail> full = {{to_cpp, std::string(8192, 'a')},
                                  {to_cpp, std::string(8192, 'b')}};
  const Answer answer;
  const Call& call = answer->calls[0];
  const auto send_while = [&](const auto& other) {
    return [&] {
      answer.begin({});
      const Queue queue = queue_of(full);
      add_send(*answer, queue, kitchen);
      Child sender{[&] { return answer.play(); }};
      Child another{[&] { other(queue); }};
      return sender.wait() + another.wait();
    };
  };
  std::string naps = "no nap";
  const auto tally = judge::every_order(
      send_while([](Queue queue) {
        Text<8192> mail;
        queue.receive(mail);
      }),
      [&](const Order& order) -> std::string {
        if (judge::has_napped("1", order) || judge::calls_of("1", order, "msgsnd") > 2)
          naps = "some";
        const std::vector<Mail> left = take_all(call.msqid);
        const bool is_right = call.outcome.returned() && left.size() == 2 &&
                              left[1].type == to_php && left[1].bytes.size() < 8192;
        return is_right ? "" : "it " + in_words(call) + ", and there is " + in_words(left);
      },
      bounds());
  {
    INFO("rule: if the queue is full, send_reading sleeps until there is room, and loses nothing");
    CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  {
    INFO("rule: to wait for room is to sleep in msgsnd: no naps, and no trying again and again");
    CHECK(naps == "no nap");
  }
  const auto removed = judge::every_order(
      send_while([](Queue queue) { queue.remove(); }),
      [&](const Order&) -> std::string {
        const bool is_right = call.outcome.threw(EIDRM) || call.outcome.threw(EINVAL);
        return is_right ? "" : "it " + in_words(call);
      },
      bounds());
  {
    INFO("rule: a queue that is removed while send_reading sleeps is an error");
    CHECK_MESSAGE(removed.bad == 0, orders::what_went_wrong(removed));
  }
  const auto with_errnos = judge::with_each_errno("1", bounds());
  const auto failed = judge::every_order(
      [&] {
        answer.begin({});
        add_send(*answer, queue_of({}), kitchen);
        return in_child([&] { return answer.play(); });
      },
      [&](const Order& order) -> std::string {
        const std::string given = orders::errno_given_to("1", order);
        const bool is_sent = given.empty() || given == "EAGAIN";
        const std::string said = in_words(call);
        const std::size_t mails = take_all(call.msqid).size();
        const bool is_right =
            said == (is_sent ? "returned" : "threw " + given) && mails == (is_sent ? 1 : 0);
        return is_right ? "" : "it " + said + ", and sent " + std::to_string(mails) + " messages";
      },
      with_errnos);
  INFO("rule: every error of msgsnd is thrown, with its errno, and then nothing is sent");
  CHECK_MESSAGE(failed.bad == 0, orders::what_went_wrong(failed));
}

TEST_CASE("step 9: the answer from PHP") {
  const Received none = stage::receive({}, 1);
  {
    INFO("rule: if no answer is waiting it says so, and does not sleep");
    INFO(none.trouble);
    REQUIRE(none.counts[0] == "none");
  }
  {
    INFO("rule: nor does it let time pass, in the hope that an answer comes");
    CHECK(none.naps == "no nap");
  }
  {
    INFO("rule: an integer is i:, the number, and ;");
    CHECK(stage::receive({{to_cpp, "i:-7;"}}, 1).counts[0] == "-7");
  }
  {
    INFO("rule: 0 is an answer too");
    CHECK(stage::receive({{to_cpp, "i:0;"}}, 1).counts[0] == "0");
  }
  const Received two = stage::receive({{to_cpp, "i:1;"}, {to_cpp, "i:2;"}}, 3);
  {
    INFO("rule: one call takes one answer, the oldest, which is gone then");
    CHECK(two.counts[0] + " " + two.counts[1] + " " + two.counts[2] == "1 2 none");
  }
  const std::vector<Mail> others = {{to_php, "i:1;"}, {3, "i:3;"}};
  const Received strange = stage::receive(others, 1);
  {
    INFO("rule: only messages of type to_cpp are answers; what waits for PHP is not yours to take");
    CHECK(strange.counts[0] + ", " + in_words(strange.left) == "none, " + in_words(others));
  }
  std::vector<Mail> waiting = {{to_php, "i:1;"},
                               {to_cpp, "i:9223372036854775807;"},
                               {to_cpp, "i:-9223372036854775808;"},
                               {3, "i:3;"},
                               {to_cpp, "i:4294967296;"}};
  std::mt19937_64 random{8};
  while (waiting.size() < 60) {
    const auto number = static_cast<std::int64_t>(random()) >> (random() % 64);
    waiting.push_back({to_cpp, "i:" + std::to_string(number) + ";"});
  }
  const Received many = stage::receive(waiting, 58);
  std::size_t place = 0;
  for (const Mail& mail : waiting) {
    if (mail.type != to_cpp) continue;
    INFO("rule: PHP's integers have 64 bits; and the oldest answer comes first");
    REQUIRE(many.counts[place++] == read_strictly(mail.bytes));
  }
}

TEST_CASE("step 10: what PHP never sends") {
  std::vector<Mail> waiting;
  for (const std::string& wrong : never_sent()) waiting.push_back({to_cpp, wrong});
  const std::size_t short_ones = waiting.size();
  waiting.push_back({to_cpp, "i:" + std::string(40, '9') + ";"});
  waiting.push_back({to_cpp, std::string(8192, '7')});
  waiting.push_back({to_cpp, "i:5;"});
  const Received received = stage::receive(waiting, static_cast<int>(waiting.size()));
  for (std::size_t i = 0; i < short_ones; ++i) {
    CAPTURE(shown(waiting[i].bytes));
    INFO(
        "rule: what PHP never sends for an integer is refused, from the first byte to the last, by "
        "std::runtime_error");
    REQUIRE(received.counts[i] == "std::runtime_error");
  }
  {
    INFO("rule: what was refused is gone, however long, or the next call would meet it again");
    CHECK(received.counts[short_ones] + " " + received.counts[short_ones + 1] + " " +
              received.counts[short_ones + 2] ==
          "std::runtime_error std::runtime_error 5");
    CHECK(in_words(received.left) == "nothing");
  }

  std::vector<Mail> changed;
  for (const std::string& bytes : changed_numbers(most_calls)) changed.push_back({to_cpp, bytes});
  const Received read = stage::receive(changed, most_calls);
  for (int i = 0; i < most_calls; ++i) {
    CAPTURE(shown(changed[i].bytes));
    INFO("rule: a number as PHP writes it is the answer, and everything else is refused");
    REQUIRE(read.counts[i] == read_strictly(changed[i].bytes));
  }
}

TEST_CASE("step 11: other processes take and send between two of your calls, or a call fails") {
  const Answer answer;
  const Call& call = answer->calls[0];
  std::string more_calls;
  const auto tally = judge::every_order(
      [&] {
        answer.begin({});
        const Queue queue = queue_of({{to_cpp, "i:1;"}, {to_php, "i:2;"}});
        add_receive(*answer, queue);
        Child receiver{[&] { return answer.play(); }};
        Child another{[&] {
          Text<8> mail;
          (void)queue.try_receive(mail, Select::exactly(to_cpp));
          queue.send(Text<8>{3, "i:3;"});
          queue.send(Text<8>{to_cpp, "wrong"});
          queue.send(Text<8>{to_cpp, "i:4;"});
        }};
        return receiver.wait() + another.wait();
      },
      [&](const Order& order) -> std::string {
        const int calls = judge::calls_of("1", order, "msg");
        if (calls != 1) more_calls = std::to_string(calls) + " calls";
        // What waited when it made its call.
        std::string right = "none";
        for (const Event& event : order.events) {
          if (event.kind != Event::Kind::called) continue;
          if (event.task == "2" && event.call.starts_with("msgrcv")) right = "none";
          if (right == "none" && event.call.ends_with(R"([2 "i:1;"])")) right = "1";
          if (right == "none" && event.call.ends_with(R"([2 "wrong"])"))
            right = "std::runtime_error";
          if (right == "none" && event.call.ends_with(R"([2 "i:4;"])")) right = "4";
          if (event.task.starts_with("1")) break;
        }
        return in_words(call) == right ? ""
                                       : "it " + in_words(call) + ", where " + right + " was right";
      },
      bounds());
  {
    INFO("rule: whether there is an answer, and which, is decided in one call");
    CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  {
    INFO("rule: try_receive_count is one call on the queue, and no other is needed");
    CHECK(more_calls == "");
  }
  const auto with_errnos = judge::with_each_errno("1", bounds());
  const auto failed = judge::every_order(
      [&] {
        answer.begin({});
        add_receive(*answer, queue_of({{to_cpp, "i:1;"}}));
        return in_child([&] { return answer.play(); });
      },
      [&](const Order& order) -> std::string {
        const std::string given = orders::errno_given_to("1", order);
        const std::string right = given.empty()       ? "1"
                                  : given == "ENOMSG" ? "none"
                                                      : "threw " + given;
        if (in_words(call) != right)
          return "it " + in_words(call) + ", where " + right + " was right";
        const bool is_left = take_all(call.msqid).size() == 1;
        return is_left != given.empty() ? "" : "and the message is not where it should be";
      },
      with_errnos);
  INFO("rule: every error of msgrcv but ENOMSG is thrown, with its errno");
  CHECK_MESSAGE(failed.bad == 0, orders::what_went_wrong(failed));
}
