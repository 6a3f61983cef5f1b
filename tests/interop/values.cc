// Every kind of value, from PHP to C++ and from C++ to PHP.
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "common/php/serialize.h"
#include "doctest/doctest.h"
#include "lessons/08_php_wire_format/wire.h"
#include "tests/interop/shared_queue.h"
#include "tests/php_codec/vectors.h"

using namespace msgq;
using namespace interop;

namespace {

struct Pair {
  std::string php;  // PHP's source
  php::Value cpp;
};

// The same values in both languages.
const std::vector<Pair>& pairs() {
  static const std::vector<Pair> all = {
      {"null", nullptr},
      {"true", true},
      {"false", false},
      {"0", 0},
      {"42", 42},
      {"-7", -7},
      {"PHP_INT_MAX", std::numeric_limits<std::int64_t>::max()},
      {"PHP_INT_MIN", std::numeric_limits<std::int64_t>::min()},
      {"0.0", 0.0},
      {"-0.0", -0.0},
      {"1.0", 1.0},
      {"1.5", 1.5},
      {"0.1 + 0.2", 0.1 + 0.2},
      {"-1e-10", -1e-10},
      {"1e15", 1e15},
      {"1e25", 1e25},
      {"1e100", 1e100},
      {"PHP_FLOAT_MAX", std::numeric_limits<double>::max()},
      {"PHP_FLOAT_MIN", std::numeric_limits<double>::min()},
      {"5e-324", 5e-324},
      {"INF", HUGE_VAL},
      {"-INF", -HUGE_VAL},
      {"NAN", NAN},
      {"''", ""},
      {"'hello'", "hello"},
      {"'Käse'", "Käse"},
      {"'Привет, мир'", "Привет, мир"},
      {"'你好 😀'", "你好 😀"},
      {R"('say "hi" \\o/')", R"(say "hi" \o/)"},
      {R"("a\0b\xff\n")", std::string{"a\0b\xff\n", 5}},
      {"';}{:\"'", ";}{:\""},
      {"str_repeat('x', 8182)", std::string(8182, 'x')},
      {"[]", php::Array{}},
      {"[1, 2, 3]", php::list({1, 2, 3})},
      {"[null, true, 'x', 1.5]", php::list({nullptr, true, "x", 1.5})},
      {"['a' => 1, 'b' => true, 5 => null]", php::Array{{"a", 1}, {"b", true}, {5, nullptr}}},
      {"['7' => 'x', '07' => 'y', '-7' => 'z', '-0' => 0, '' => 1]",
       php::Array{{7, "x"}, {"07", "y"}, {-7, "z"}, {"-0", 0}, {"", 1}}},
      {"[PHP_INT_MAX => 1, PHP_INT_MIN => 2]",
       php::Array{{std::numeric_limits<std::int64_t>::max(), 1},
                  {std::numeric_limits<std::int64_t>::min(), 2}}},
      {"[3 => 'c', 1 => 'a']", php::Array{{3, "c"}, {1, "a"}}},
      {"['u' => ['n' => 'Ann', 't' => [1.5, false]], 'e' => []]",
       php::Array{{"u", php::Array{{"n", "Ann"}, {"t", php::list({1.5, false})}}},
                  {"e", php::Array{}}}},
      {"[[[[['deep']]]]]", php::list({php::list({php::list({php::list({php::list({"deep"})})})})})},
      {"range(0, 99)", [] {
         std::vector<php::Value> numbers(100);
         for (int i = 0; i < 100; ++i) numbers[static_cast<std::size_t>(i)] = i;
         return php::list(numbers);
       }()},
  };
  return all;
}

// How many values have crossed between the languages in this test.
int values_from_php = 0, values_to_php = 0;

}  // namespace

TEST_CASE("C++, PHP and Perl find the same queue by ftok") {
  const SharedQueue queue;
  Php php;
  Perl perl;
  CHECK(php("return " + queue.ftok() + ";") == queue.key());
  CHECK(perl(queue.ftok()) == queue.key());
}

TEST_CASE("What PHP sends, C++ reads: every kind of value") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  for (const auto& pair : pairs()) {
    const auto& [source, value] = pair;
    CAPTURE(pair.php);
    CHECK(php("return msg_send($queue, 1, " + source + ");") == "true");
    const std::string bytes = waiting(queue);
    CHECK(bytes == php::serialize(value));
    CHECK(php::serialize(php::unserialize(bytes)) == bytes);
    if (bytes != "d:NAN;") CHECK(php::unserialize(bytes) == value);
    ++values_from_php;
  }
}

TEST_CASE("What C++ sends, PHP reads: every kind of value, of the same type") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  for (const auto& pair : pairs()) {
    const auto& [source, value] = pair;
    CAPTURE(pair.php);
    wire::send(queue, 1, php::serialize(value));
    CHECK(php(std::string{"$returned = msg_receive($queue, 1, $type, 8192, $message, true, "
                          "MSG_IPC_NOWAIT, $error);"
                          "return [$returned, $error, same($message, "} +
              source + ")];") == "[true,0,true]");
    ++values_to_php;
  }
}

TEST_CASE("Every value of tests/php_codec/vectors.txt goes from C++ to PHP and comes back") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  int round_trips = 0;
  for (const auto& vector : php_vectors()) {
    CAPTURE(vector.line);
    const std::string bytes = php::serialize(php::unserialize(vector.bytes));
    if (bytes.size() > wire::Bytes::room) continue;  // msgmax
    wire::send(queue, 1, bytes);
    CHECK(php("return msg_receive($queue, 1, $type, 8192, $message, true, MSG_IPC_NOWAIT)"
              " && msg_send($queue, 2, $message, true, false);") == "true");
    CHECK(waiting(queue) == bytes);
    ++round_trips;
  }
  values_to_php += round_trips;
  values_from_php += round_trips;
  CHECK(round_trips >= 150);
  MESSAGE("round trips of values: " << round_trips << "; to PHP in all: " << values_to_php
                                    << ", from PHP: " << values_from_php);
}

TEST_CASE("With $serialize false PHP sends text, as lesson 08's raw() has it, or throws") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  for (const auto& pair : pairs()) {
    const auto& [source, value] = pair;
    CAPTURE(pair.php);
    const auto raw = wire::raw(value);
    const std::string said = php("return msg_send($queue, 1, " + source + ", false);");
    CHECK(said == (raw ? "true" : "TypeError"));
    CHECK(waiting(queue) == raw.value_or("(none)"));
  }
  CHECK(php("return msg_send($queue, 1, new stdClass(), false);") == "TypeError");
}

TEST_CASE("With $unserialize false PHP receives any bytes of C++ as a string, NUL and all") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  for (const std::string& bytes : any_bytes) {
    wire::send(queue, 1, bytes);
    CHECK(php("$returned = msg_receive($queue, 1, $type, 8192, $message, false, MSG_IPC_NOWAIT);"
              "return [$returned, bin2hex($message) === bin2hex(" +
              in_quotes(bytes) + ")];") == "[true,true]");
  }
}

TEST_CASE("No ini setting of sessions changes what PHP sends; serialize_precision does") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  php("ini_set('session.serialize_handler', 'php_binary'); ini_set('precision', '3');"
      "return msg_send($queue, 1, ['a' => 0.1]);");
  CHECK(waiting(queue) == R"(a:1:{s:1:"a";d:0.1;})");
  php("ini_set('serialize_precision', '17'); return msg_send($queue, 1, 0.1);");
  const std::string bytes = waiting(queue);
  CHECK(bytes == "d:0.10000000000000001;");
  CHECK(std::get<double>(php::unserialize(bytes)) == 0.1);
}

TEST_CASE("Objects of PHP reach C++ as bytes, and C++ refuses them") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  for (const char* const object : {"new Intruder()", "[new ArrayObject([1])]", "(object)['a' => 1]",
                                   "new DateTimeZone('UTC')"}) {
    CAPTURE(object);
    CHECK(php(std::string{"return msg_send($queue, 1, "} + object + ");") == "true");
    CHECK_THROWS_AS(php::unserialize(waiting(queue)), php::FormatError);
  }
  CHECK(php("$shared = [1]; return msg_send($queue, 1, [&$shared, &$shared]);") == "true");
  CHECK_THROWS_AS(php::unserialize(waiting(queue)), php::FormatError);
  CHECK(php("return msg_send($queue, 1, fn() => 1);") == "Exception");
  CHECK(waiting(queue) == "(none)");
}
