// What PHP is said to send here was recorded with PHP 8.2; //tests/interop:test asks the real one.
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "common/error_of.h"
#include "common/php/serialize.h"
#include "common/scoped_queue.h"
#include "doctest/doctest.h"
#include "lessons/08_php_wire_format/wire.h"

using namespace msgq;

namespace {

// The bytes in the queue after a send of the value, as any receiver gets them.
std::string bytes_of(const php::Value& value) {
  const auto queue = ScopedQueue::create(ipc_private);
  wire::send(queue, 1, php::serialize(value));
  return wire::receive(queue, 1);
}

// Why C++ refuses these bytes, after it has received them: there is nothing in the queue then.
std::string refusal_of(const std::string& bytes) {
  const auto queue = ScopedQueue::create(ipc_private);
  wire::send(queue, 1, bytes);
  std::string refusal = "none";
  try {
    php::unserialize(wire::receive(queue, 1));
  } catch (const php::FormatError& error) {
    refusal = error.what();
  }
  CHECK(queue.status().messages == 0);
  return refusal;
}

}  // namespace

TEST_CASE("A letter tells what follows: N, b, i, d, s for a string, a for an array") {
  CHECK(bytes_of(nullptr) == "N;");
  CHECK(bytes_of(true) == "b:1;");
  CHECK(bytes_of(false) == "b:0;");
  CHECK(bytes_of(42) == "i:42;");
  CHECK(bytes_of(-7) == "i:-7;");
  CHECK(bytes_of(std::numeric_limits<std::int64_t>::max()) == "i:9223372036854775807;");
  CHECK(bytes_of(1.5) == "d:1.5;");
  CHECK(bytes_of("hello") == R"(s:5:"hello";)");
  CHECK(bytes_of("") == R"(s:0:"";)");
  CHECK(bytes_of(php::list({1, 2})) == "a:2:{i:0;i:1;i:1;i:2;}");
  CHECK(bytes_of(php::Array{}) == "a:0:{}");
  CHECK(bytes_of(php::Array{{"u", php::list({"Ann"})}}) == R"(a:1:{s:1:"u";a:1:{i:0;s:3:"Ann";}})");
}

TEST_CASE("The length of a string counts bytes, not characters, and nothing in it is escaped") {
  CHECK(bytes_of("Käse") == R"(s:5:"Käse";)");
  CHECK(bytes_of("say \"hi\"") == R"(s:8:"say "hi"";)");
  CHECK(bytes_of(std::string{"a\0b\xff", 4}) == std::string{"s:4:\"a\0b\xff\";", 11});
}

TEST_CASE("A double has all the digits that it needs, and INF and NAN are in capitals") {
  CHECK(bytes_of(0.1) == "d:0.1;");
  CHECK(bytes_of(0.1 + 0.2) == "d:0.30000000000000004;");
  CHECK(bytes_of(1.0) == "d:1;");
  CHECK(bytes_of(-0.0) == "d:-0;");
  CHECK(bytes_of(1e25) == "d:1.0E+25;");
  CHECK(bytes_of(-HUGE_VAL) == "d:-INF;");
  CHECK(bytes_of(NAN) == "d:NAN;");
  CHECK(std::get<double>(php::unserialize("d:0.30000000000000004;")) == 0.1 + 0.2);
}

TEST_CASE("A key that looks like an integer becomes one: 7 and -7 do, 07 does not") {
  CHECK(bytes_of(php::Array{{"7", 1}}) == "a:1:{i:7;i:1;}");
  CHECK(bytes_of(php::Array{{"-7", 1}}) == "a:1:{i:-7;i:1;}");
  CHECK(bytes_of(php::Array{{"07", 1}}) == R"(a:1:{s:2:"07";i:1;})");
}

TEST_CASE("With $serialize false PHP sends text: doubles lose digits, INF its sign") {
  CHECK(wire::raw("Käse") == "Käse");
  CHECK(wire::raw(true) == "1");
  CHECK(wire::raw(false) == "0");
  CHECK(wire::raw(-7) == "-7");
  CHECK(wire::raw(0.1 + 0.2) == "0.300000");
  CHECK(wire::raw(1e-10) == "0.000000");
  CHECK(wire::raw(-HUGE_VAL) == "inf");
  CHECK(wire::raw(NAN) == "nan");
  CHECK(wire::raw(-0.0) == "0.000000");
}

TEST_CASE("With $serialize false arrays and null cannot be sent at all: a TypeError") {
  CHECK_FALSE(wire::raw(nullptr));
  CHECK_FALSE(wire::raw(php::list({1})));
}

TEST_CASE("Bytes that are no serialization are refused after they were received: they are gone") {
  CHECK(refusal_of("hello") == R"(unserialize: byte 0: "h" begins no value)");
  CHECK(refusal_of("") != "none");
  CHECK(refusal_of(R"(s:4:"Käse";)") == R"(unserialize: byte 9: '"' missing)");
  CHECK(refusal_of("i:5") != "none");
  CHECK(refusal_of("b:true;") != "none");
  CHECK(refusal_of("d:nan;") != "none");
  CHECK(refusal_of("a:2:{i:0;i:1;}") != "none");
}

TEST_CASE("A NUL or a newline behind the value is one byte too many") {
  CHECK(refusal_of("i:5;") == "none");
  CHECK(refusal_of({"i:5;\0", 5}) != "none");
  CHECK(refusal_of("i:5;\n") != "none");
}

TEST_CASE("C++ refuses objects and names their class; no code of theirs can run") {
  CHECK(refusal_of(R"(O:8:"Intruder":0:{})") ==
        R"(unserialize: byte 0: object of class "Intruder": refused)");
  CHECK(refusal_of(R"(a:1:{i:0;O:8:"Intruder":0:{}})").ends_with(": refused"));
}

TEST_CASE("A string of 10 needs room for 18 bytes; with less it is E2BIG, and the message stays") {
  const auto queue = ScopedQueue::create(ipc_private);
  wire::send(queue, 1, php::serialize("0123456789"));
  Text<17> small;
  CHECK(error_of([&] { queue.receive(small); }) == E2BIG);
  CHECK(queue.status().messages == 1);
  Text<18> large;
  queue.receive(large);
  CHECK(large == R"(s:10:"0123456789";)");
}

TEST_CASE("MSG_NOERROR cuts a serialization, and nobody can read the rest") {
  const auto queue = ScopedQueue::create(ipc_private);
  wire::send(queue, 1, php::serialize("0123456789"));
  Text<12> cut;
  queue.receive(cut, Select::any(), Oversize::truncate);
  CHECK_THROWS_AS(php::unserialize({cut.data(), cut.size()}), php::FormatError);
  CHECK(queue.status().messages == 0);
}

TEST_CASE("The longest string that msgmax, 8192, lets through serialized has 8182 bytes") {
  CHECK(php::serialize(std::string(8182, 'x')).size() == 8192);
}

TEST_CASE("A value as PHP source, for people to read") {
  CHECK(wire::literal(php::list({nullptr, true, 42, 0.1, -HUGE_VAL, "Kä\n"})) ==
        R"([null, true, 42, 0.1, -INF, "Kä\n"])");
  CHECK(wire::literal(php::Array{{"id", 7}, {5, php::Array{}}}) == R"(["id" => 7, 5 => []])");
  CHECK(wire::column(6, "Käse") == "Käse  ");
}
