#include "lessons/08_php_wire_format/exercise.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/child.h"
#include "common/escape.h"
#include "common/scoped_queue.h"
#include "common/testing/pipe.h"
#include "common/testing/signals.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

// Legible whatever the bytes are: in quotes, and a NUL is \0.
std::string shown(const std::string& bytes) {
  char text[512];
  escape(text, sizeof text, bytes.data(), bytes.size(), bytes.size());
  return text;
}

// A message as it lies in the queue.
struct Raw {
  long type = 0;
  char bytes[8192];
};

// What send_reading sends, called in a child, so that a crash fails a check and not the test.
class Sent {
 public:
  explicit Sent(const Reading& reading) {
    const auto queue = ScopedQueue::create(ipc_private);
    const int status = Child{[&] {
                         testing::default_signals();
                         alarm(5);
                         send_reading(queue, reading);
                       }}.wait();
    INFO("rule: send_reading sends any reading, also one without a note; it throws nothing");
    REQUIRE(status == 0);
    Raw raw;
    const ssize_t size = calls::msgrcv(queue.id(), &raw, sizeof raw.bytes, 0, IPC_NOWAIT);
    if (size > 0) bytes_.assign(raw.bytes, static_cast<std::size_t>(size));
    type_ = raw.type;
  }

  long type() const { return type_; }

  // At most so many of them, from the front or from the back.
  std::string first(std::size_t count) const { return shown(bytes_.substr(0, count)); }
  std::string last(std::size_t count) const {
    return shown(bytes_.substr(bytes_.size() - std::min(count, bytes_.size())));
  }

  // The keys of a reading that are in the message, in the order in which they are.
  std::string keys() const {
    std::map<std::size_t, std::string> found;
    for (const char* const key : {"sensor", "celsius", "outdoors", "note", "minutes"}) {
      found[bytes_.find(in_php(key))] = key;
    }
    found.erase(bytes_.npos);
    std::string all;
    for (const auto& [place, key] : found) all += key + " ";
    return all;
  }

  // The bytes between this key and the next; those of the last key end with the message's }.
  std::string of(const std::string& key, const std::string& next = "") const {
    const std::size_t from = bytes_.find(in_php(key)) + in_php(key).size();
    const std::size_t end = next.empty() ? bytes_.rfind('}') : bytes_.find(in_php(next));
    return bytes_.substr(from, end - from);
  }

 private:
  static std::string in_php(const std::string& key) {
    return "s:" + std::to_string(key.size()) + ":\"" + key + "\";";
  }

  std::string bytes_;
  long type_ = 0;
};

// The same, if it is an array with the keys that it should have; else the step ends here.
Sent sent(const Reading& reading) {
  Sent sent{reading};
  INFO(
      "rule: before each value stands its key, a string: s:6:\"sensor\"; and so on, in this order");
  REQUIRE(sent.keys() == "sensor celsius outdoors note minutes ");
  return sent;
}

// With all its digits.
std::string digits_of(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.17g", value);
  return digits;
}

// The double that PHP would read, with all its digits; or the bytes, if they are none.
std::string celsius(const Sent& sent) {
  std::string bytes = sent.of("celsius", "outdoors");
  const bool is_decimal = bytes.find_first_not_of("0123456789+-.eE;", 2) == bytes.npos;
  char* end = nullptr;
  const double value = bytes.starts_with("d:") && is_decimal ? std::strtod(&bytes[2], &end) : 0;
  if (end == nullptr || std::string{end} != ";") return bytes;
  return digits_of(value);
}

// What try_receive_count makes of the queue, in a child too: "7", "none", "std::runtime_error".
std::string count(Queue queue) {
  testing::Pipe pipe;
  Child child{[&] {
    testing::default_signals();
    alarm(5);
    try {
      const auto number = try_receive_count(queue);
      dprintf(pipe.in(), "%s", number ? std::to_string(*number).c_str() : "none");
    } catch (const std::runtime_error&) {
      dprintf(pipe.in(), "std::runtime_error");
    } catch (const std::exception& error) {
      dprintf(pipe.in(), "another exception: %s", error.what());
    }
  }};
  const std::string said = pipe.text();
  const int status = child.wait();
  if (status == 128 + SIGALRM) return "no answer within 5 seconds";
  return status == 0 ? said : "the program's end, with exit status " + std::to_string(status);
}

void answer(Queue queue, const std::string& bytes) {
  queue.send(Text<8192>{to_cpp, bytes.data(), bytes.size()});
}

const Reading kitchen{"kitchen", 21.5, false, std::nullopt, {}};

}  // namespace

TEST_CASE("step 1: an array of five entries") {
  const Sent any{kitchen};
  {
    INFO("rule: the message's type is to_php; with to_cpp you would receive it yourself");
    CHECK(any.type() == to_php);
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
  {
    INFO("rule: a string is s:, how many bytes, :, the bytes in quotes, and ;");
    CHECK(reading.of("sensor", "celsius") == R"(s:7:"kitchen";)");
  }
}

TEST_CASE("step 2: any string") {
  const Sent cheese = sent({"Käse", 4, false, std::nullopt, {}});
  {
    INFO("rule: the length counts bytes: the letter ä has two");
    CHECK(cheese.of("sensor", "celsius") == "s:5:\"Käse\";");
  }
  const std::string long_name(7000, 'x');
  {
    INFO("rule: any string: a reading may take all the 8192 bytes of a message");
    CHECK(Sent{{long_name, 4, false, std::nullopt, {}}}.last(1) == shown("}"));
  }
  const std::string odd{"\"\\\0'", 4};
  INFO("rule: a NUL does not end the message: send data() and size(), not c_str()");
  const Sent reading = sent({odd, 4, false, "twelve bytes", {}});
  {
    INFO("rule: quotes, backslashes and NULs are bytes like others: the length says where it ends");
    CHECK(shown(reading.of("sensor", "celsius") + reading.of("note", "minutes")) ==
          shown("s:4:\"" + odd + "\";s:12:\"twelve bytes\";"));
  }
}

TEST_CASE("step 3: a double, true, false and no note") {
  const Sent indoors = sent({"kitchen", 0.1 + 0.2, false, std::nullopt, {}});
  const Sent outdoors = sent({"garden", NAN, true, "", {}});
  for (const double value : {0.1 + 0.2, 4.0, -0.0, -1.2345678901234567e-300}) {
    INFO("rule: every digit that it takes for the very same double: 0.1 + 0.2 is not 0.3");
    CHECK(celsius(sent({"kitchen", value, false, std::nullopt, {}})) == digits_of(value));
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
      {"a:1:{i:0;i:-9223372036854775808;}", {std::numeric_limits<std::int64_t>::min()}}};
  for (const auto& [bytes, minutes] : lists) {
    INFO("rule: a list is an array whose keys are 0, 1, 2; behind a } comes no ;");
    CHECK(sent({"kitchen", 21.5, false, std::nullopt, minutes}).of("minutes") == bytes);
  }
}

TEST_CASE("step 5: the answer from PHP") {
  const auto queue = ScopedQueue::create(ipc_private);
  {
    INFO("rule: if no answer is waiting it says so, and does not sleep");
    CHECK(count(queue) == "none");
  }
  answer(queue, "i:-7;");
  answer(queue, "i:0;");
  {
    INFO("rule: an integer is i:, the number, and ;");
    CHECK(count(queue) == "-7");
  }
  {
    INFO("rule: 0 is an answer too");
    CHECK(count(queue) == "0");
  }
  for (const std::string number : {"9223372036854775807", "-9223372036854775808"}) {
    answer(queue, "i:" + number + ";");
    INFO("rule: PHP's integers have 64 bits");
    CHECK(count(queue) == number);
  }
  queue.send(Text<8>{to_php, "i:1;"});
  {
    INFO("rule: only messages of type to_cpp are answers; what waits for PHP is not yours to take");
    CHECK(count(queue) == "none");
  }
  Text<8> ours;
  (void)queue.try_receive(ours);
  for (const std::string& wrong :
       {std::string{}, std::string{"7"}, std::string{"i:7"}, std::string{"d:7;"},
        std::string{"i:;"}, std::string{"i:+7;"}, std::string{"i:07;"}, std::string{"i: 7;"},
        std::string{"i:7;i:8;"}, std::string{"i:7;\0", 5}, std::string{"i:7x;"},
        std::string{"i:9223372036854775808;"}, std::string{"i:-9223372036854775809;"},
        std::string{"i:-0;"}, std::string{"i:-07;"}, std::string{"i:-;"}, std::string{"i;7;"},
        std::string{"b:7;"}, std::string(8192, '7')}) {
    CAPTURE(shown(wrong));
    answer(queue, wrong);
    INFO(
        "rule: what PHP never sends for an integer is refused, from the first byte to the last, by "
        "std::runtime_error");
    REQUIRE(count(queue) == "std::runtime_error");
  }
  answer(queue, "i:5;");
  INFO("rule: what was refused is gone, however long, or the next call would meet it again");
  CHECK(count(queue) == "5");
}
