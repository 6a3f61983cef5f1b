#include "common/php/serialize.h"

#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "common/escape.h"
#include "doctest/doctest.h"

using namespace msgq;
using namespace std::string_literals;
using namespace std::string_view_literals;
using php::Array;
using php::FormatError;
using php::Value;

// Only a bool is one.
static_assert(std::convertible_to<bool, php::Value> && !std::convertible_to<int*, php::Value>);
static_assert(!std::convertible_to<const volatile int*, php::Value>);
static_assert(!std::convertible_to<void (*)(), php::Value>);
static_assert(!std::convertible_to<int std::pair<int, int>::*, php::Value>);
static_assert(!std::convertible_to<std::true_type, php::Value>);
static_assert(!std::convertible_to<char, php::Value> && !std::convertible_to<char8_t, php::Value>);
static_assert(!std::convertible_to<unsigned char, php::Value>);

namespace {

constexpr auto least = std::numeric_limits<std::int64_t>::min();
constexpr auto most = std::numeric_limits<std::int64_t>::max();

Value read(std::string_view bytes) {
  // A copy of just this size, so that the address sanitizer sees a read beyond the end.
  const std::vector<char> copy{bytes.begin(), bytes.end()};
  return php::unserialize({copy.data(), copy.size()});
}

// "byte 2: neither 0 nor 1", or "" if the bytes are taken.
std::string refusal(std::string_view bytes) {
  try {
    read(bytes);
  } catch (const FormatError& error) {
    const std::string what = error.what(), place = "byte " + std::to_string(error.byte()) + ": ";
    CHECK(what.starts_with("unserialize: " + place));
    CHECK(error.byte() <= bytes.size());
    return what.substr(what.find(place));
  }
  return "";
}

std::string quoted(std::string_view bytes) {
  char out[100];
  escape(out, sizeof out, bytes.data(), bytes.size(), bytes.size());
  return out;
}

std::string serialize_error(const Value& value) {
  try {
    php::serialize(value);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

Value nested(int arrays) {
  Value value;
  for (int i = 0; i < arrays; ++i) value = php::list({value});
  return value;
}

std::string nested_bytes(int arrays) {
  std::string bytes = "N;";
  for (int i = 0; i < arrays; ++i) bytes.insert(0, "a:1:{i:0;").append("}");
  return bytes;
}

}  // namespace

TEST_CASE("every kind of value") {
  CHECK(php::serialize(nullptr) == "N;");
  CHECK(php::serialize(Value{}) == "N;");
  CHECK(php::serialize(true) == "b:1;");
  CHECK(php::serialize(false) == "b:0;");
  CHECK(php::serialize(42) == "i:42;");
  CHECK(php::serialize(-7L) == "i:-7;");
  CHECK(php::serialize(1.5) == "d:1.5;");
  CHECK(php::serialize("hello") == R"(s:5:"hello";)");
  CHECK(php::serialize(php::list({1, 2})) == "a:2:{i:0;i:1;i:1;i:2;}");
  CHECK(php::serialize(Array{{"id", 7}, {"tags", php::list({"new", 1.5})}}) ==
        R"(a:2:{s:2:"id";i:7;s:4:"tags";a:2:{i:0;s:3:"new";i:1;d:1.5;}})");
}

TEST_CASE("what is read is equal to what was written") {
  const Value value = Array{{"n", nullptr},
                            {"b", true},
                            {least, most},
                            {-1, -0.5},
                            {"", php::list({Array{}, "a\0b"s, false})}};
  CHECK(read(php::serialize(value)) == value);
}

TEST_CASE("values are equal if kind and value are") {
  CHECK(Value{1} == 1);
  CHECK_FALSE(Value{1} == 1.0);
  CHECK_FALSE(Value{1} == true);
  CHECK_FALSE(Value{"1"} == 1);
  CHECK_FALSE(Value{} == false);
  CHECK(Value{0.0} == -0.0);
  CHECK_FALSE(Value{NAN} == NAN);
  CHECK_FALSE(Value{Array{{1, 2}}} == Array{{1, 3}});
  CHECK_FALSE(Value{Array{{1, 2}}} == Array{{3, 2}});
  CHECK_FALSE(Value{Array{{1, 1}, {2, 2}}} == Array{{2, 2}, {1, 1}});
}

TEST_CASE("nothing turns silently into another kind") {
  CHECK(std::holds_alternative<std::string>(Value{"text"}));
  CHECK(std::holds_alternative<std::int64_t>(Value{0}));
  CHECK(std::holds_alternative<bool>(Value{false}));
  CHECK_FALSE(std::constructible_from<Value, const int*>);
  CHECK_FALSE(std::constructible_from<Value, char>);
  CHECK_FALSE(std::constructible_from<Value, unsigned>);
  CHECK_FALSE(std::constructible_from<Value, unsigned long>);
  CHECK_FALSE(std::constructible_from<Value, long double>);
}

TEST_CASE("whole numbers have 64 bits") {
  CHECK(php::serialize(least) == "i:-9223372036854775808;");
  CHECK(php::serialize(most) == "i:9223372036854775807;");
  CHECK(read("i:-9223372036854775808;") == least);
  CHECK(read("i:9223372036854775807;") == most);
}

TEST_CASE("a double has the fewest digits that tell it from every other") {
  CHECK(php::serialize(0.1) == "d:0.1;");
  CHECK(php::serialize(0.1 + 0.2) == "d:0.30000000000000004;");
  CHECK(php::serialize(-1234567890.5) == "d:-1234567890.5;");
  CHECK(php::serialize(1.0) == "d:1;");
  CHECK(php::serialize(-0.0) == "d:-0;");
  CHECK(php::serialize(5e-324) == "d:5.0E-324;");
}

TEST_CASE("an exponent from 1.0E+17 on, and from 1.0E-5 down") {
  CHECK(php::serialize(1e16) == "d:10000000000000000;");
  CHECK(php::serialize(1e17) == "d:1.0E+17;");
  CHECK(php::serialize(-1.5e300) == "d:-1.5E+300;");
  CHECK(php::serialize(0.0001) == "d:0.0001;");
  CHECK(php::serialize(1e-5) == "d:1.0E-5;");
}

TEST_CASE("infinity and NAN, in capitals") {
  CHECK(php::serialize(INFINITY) == "d:INF;");
  CHECK(php::serialize(-INFINITY) == "d:-INF;");
  CHECK(php::serialize(NAN) == "d:NAN;");
  CHECK(php::serialize(-NAN) == "d:NAN;");
  CHECK(read("d:-INF;") == -INFINITY);
  CHECK(std::isnan(std::get<double>(read("d:NAN;"))));
}

TEST_CASE("doubles are read as other settings of serialize_precision write them") {
  CHECK(read("d:0.10000000000000001;") == 0.1);
  CHECK(read("d:0.1000000000000000055511151231257827021181583404541015625;") == 0.1);
  CHECK(read("d:1.0000000000000001E-5;") == 1e-5);
  CHECK(read("d:10000000000000000000000;") == 1e22);
  CHECK(read("d:1.0E+1;") == 10.0);
  CHECK(read("d:1.23E+5;") == 123000.0);
}

TEST_CASE("the length of a string counts bytes, which may be any") {
  CHECK(php::serialize("") == R"(s:0:"";)");
  CHECK(php::serialize("Gr\u00fc\u00dfe") == "s:7:\"Gr\u00fc\u00dfe\";");
  CHECK(php::serialize("a\0\"; \xff"s) == "s:6:\"a\0\"; \xff\";"s);
  CHECK(read("s:6:\"a\0\"; \xff\";"sv) == "a\0\"; \xff"s);
}

TEST_CASE("string keys that are whole numbers become numbers, as in PHP") {
  const auto key = [](const char* text) { return php::serialize(Array{{text, nullptr}}); };
  for (const char* text : {"0", "7", "-7", "9223372036854775807", "-9223372036854775808"}) {
    CHECK(key(text) == "a:1:{i:"s + text + ";N;}");
  }
  for (const char* text :
       {"", "-", "07", "+7", "-0", " 7", "7 ", "7.0", "1e1", "0x7", "9223372036854775808"}) {
    CHECK(key(text) ==
          "a:1:{s:" + std::to_string(std::string_view{text}.size()) + ":\"" + text + "\";N;}");
  }
}

TEST_CASE("a key twice is an error") {
  CHECK(serialize_error(Array{{"a", 1}, {"b", 2}, {"a", 1}}) == R"(serialize: key "a" twice)");
  CHECK(serialize_error(Array{{7, 1}, {"7", 2}}) == "serialize: key 7 twice");
  CHECK(serialize_error(Array{{7, 1}, {"07", 2}}).empty());
}

TEST_CASE("so many arrays may be nested, both ways, and not one more") {
  CHECK(php::serialize(nested(php::max_depth)) == nested_bytes(php::max_depth));
  CHECK(read(nested_bytes(php::max_depth)) == nested(php::max_depth));
  CHECK(serialize_error(nested(php::max_depth + 1)) ==
        "serialize: more than 128 arrays within each other");
  CHECK(refusal(nested_bytes(php::max_depth + 1)) ==
        "byte 1152: more than 128 arrays within each other");
}

TEST_CASE("arrays beside each other are not nested") {
  const Value value = php::list(std::vector<Value>(1000, Value{Array{}}));
  CHECK(read(php::serialize(value)) == value);
}

TEST_CASE("a hundred thousand opened arrays do not exhaust the stack") {
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += "a:1:{i:0;";
  CHECK(refusal(bytes) == "byte 1152: more than 128 arrays within each other");
}

// PHP takes most of the next three, and makes of what is too large something else.
TEST_CASE("refused whole numbers") {
  for (const std::string& text :
       {""s, "-"s, "+5"s, "007"s, "-0"s, "-05"s, " 5"s, "5 "s, "0x5"s, "1.0"s, "1e1"s, "5a"s,
        "5\0"s, "9223372036854775808"s, "-9223372036854775809"s, "99999999999999999999"s}) {
    const std::string problem = quoted(text) + " is not how PHP writes an int of 64 bits";
    CHECK(refusal("i:" + text + ';') == "byte 2: " + problem);
    CHECK(refusal("a:1:{i:" + text + ";i:12345;}") == "byte 7: " + problem);
  }
}

TEST_CASE("refused doubles") {
  std::istringstream texts{
      "- . 1,5 .5 5. 0.50 1.0 0.0 05 00 +5 --5 5a 0x1p3 1e25 1E+25 1.0e+25 1.0E25 1.0E+ "
      "1.0E+025 10.0E+25 0.1E+25 1.50E+25 1.00E+25 1.0E+0 0.0E+0 -0.0E+0 1.5E+1 1.0E-4 0.00001 "
      "0.10000000000000000001 100000000000000000000000 1.0E+400 -1.0E+400 1.0E-400 "
      "nan -NAN NAN(1) inf +INF INFINITY"};
  for (std::string text; texts >> text;) {
    CHECK(refusal("d:" + text + ';') ==
          "byte 2: " + quoted(text) + " is not how PHP writes a double");
  }
  CHECK(refusal("d:;") == R"(byte 2: "" is not how PHP writes a double)");
  CHECK(refusal("d: 5;") == R"(byte 2: " 5" is not how PHP writes a double)");
  CHECK(refusal("d:5 ;") == R"(byte 2: "5 " is not how PHP writes a double)");
  for (std::size_t digits = 700; digits < 900; ++digits) {
    CHECK_FALSE(refusal("d:-1." + std::string(digits, '1') + ';').empty());
    CHECK_FALSE(refusal("d:-1.5" + std::string(digits, 'x') + ';').empty());
  }
  CHECK_FALSE(refusal("d:0." + std::string(1'000'000, '1') + ';').empty());
}

TEST_CASE("refused lengths and counts") {
  for (const std::string text : {"", "a", "-1", "-0", "+1", "01", "00", " 1", "1 ", "1.0", "0x1",
                                 "18446744073709551616", "99999999999999999999"}) {
    const std::string problem = "byte 2: " + quoted(text) + " is not how PHP writes a length";
    CHECK(refusal("s:" + text + ":\"a\";") == problem);
    CHECK(refusal("a:" + text + ":{}") == problem);
    CHECK(refusal("O:" + text + ":\"a\":0:{}") == problem);
  }
}

TEST_CASE("refused, with the reason and the byte") {
  struct Refused {
    std::string_view bytes;
    std::string refusal;
  };
  const Refused all[] = {
      // Values.
      {"", "byte 0: nothing left"},
      {"hello", R"(byte 0: "h" begins no value)"},
      {"{\"id\":7}", R"(byte 0: "{" begins no value)"},
      {" i:5;", R"(byte 0: " " begins no value)"},
      {"\0"sv, R"(byte 0: "\0" begins no value)"},
      {"n;", R"(byte 0: "n" begins no value)"},
      {"S:1:\"\\61\";", R"(byte 0: "S" begins no value)"},
      {"U:1:\"a\";", R"(byte 0: "U" begins no value)"},
      {"}", R"(byte 0: "}" begins no value)"},
      {"N", R"(byte 1: ';' missing)"},
      {"N:;", R"(byte 1: ';' missing)"},
      {"i", R"(byte 1: ':' missing)"},
      {"i;", R"(byte 1: ':' missing)"},
      // What follows the value: PHP does not look there.
      {"i:5;garbage", R"(byte 4: "garbage" after the value)"},
      {"i:1;i:2;", R"(byte 4: "i:2;" after the value)"},
      {"i:5;\0"sv, R"(byte 4: "\0" after the value)"},
      {"i:5;\n", R"(byte 4: "\n" after the value)"},
      {"a:0:{};", R"(byte 6: ";" after the value)"},
      // Truth.
      {"b:", "byte 2: nothing left"},
      {"b:2;", "byte 2: neither 0 nor 1"},
      {"b:true;", "byte 2: neither 0 nor 1"},
      {"b:01;", R"(byte 3: ';' missing)"},
      {"b:1", R"(byte 3: ';' missing)"},
      {"i:5", R"(byte 3: ';' missing)"},
      {"d:1", R"(byte 3: ';' missing)"},
      // Strings.
      {"s:", R"(byte 2: "" is not how PHP writes a length)"},
      {"s:18446744073709551615:\"a\";", "byte 2: length 18446744073709551615, but bytes left: 3"},
      {"s:4:\"a\";", "byte 2: length 4, but bytes left: 3"},
      {"s:1", R"(byte 3: ':' missing)"},
      {"s:1:", R"(byte 4: '"' missing)"},
      {"s:1:a;", R"(byte 4: '"' missing)"},
      {"s:1:'a';", R"(byte 4: '"' missing)"},
      {"s:3:\"a\";", R"(byte 8: '"' missing)"},
      {"s:0:\"a\";", R"(byte 5: '"' missing)"},
      {"s:1:\"a\"", R"(byte 7: ';' missing)"},
      {"s:1:\"a\":", R"(byte 7: ';' missing)"},
      {"s:6:\"Gr\u00fc\u00dfe\";", R"(byte 11: '"' missing)"},
      // Arrays. PHP takes such string keys, and lets the last of two equal keys win.
      {"a:", R"(byte 2: "" is not how PHP writes a length)"},
      {"a:0", R"(byte 3: ':' missing)"},
      {"a:0:", R"(byte 4: '{' missing)"},
      {"a:0:[]", R"(byte 4: '{' missing)"},
      {"a:0:{", R"(byte 5: '}' missing)"},
      {"a:0:{i:0;N;}", R"(byte 5: '}' missing)"},
      {"a:1:{}", "byte 2: count 1, but bytes left: 1"},
      {"a:1:{i:0;}", "byte 2: count 1, but bytes left: 5"},
      {"a:2:{i:0;N;}", "byte 2: count 2, but bytes left: 7"},
      {"a:18446744073709551615:{}", "byte 2: count 18446744073709551615, but bytes left: 1"},
      {"a:2:{i:0;i:11111;}", R"(byte 17: "}" begins no key)"},
      {"a:1:{i:0;i:1;", R"(byte 13: '}' missing)"},
      {"a:1:{i:0;i:1;;", R"(byte 13: '}' missing)"},
      {"a:1:{i:11111;}", R"(byte 13: "}" begins no value)"},
      {"a:1:{i:11111;", "byte 13: nothing left"},
      {"a:1:{N;i:111;}", R"(byte 5: "N" begins no key)"},
      {"a:1:{b:1;i:1;}", R"(byte 5: "b" begins no key)"},
      {"a:1:{d:1;i:1;}", R"(byte 5: "d" begins no key)"},
      {"a:1:{a:0:{}i:1;}", R"(byte 5: "a" begins no key)"},
      {"a:1:{i:007;i:1;}", R"(byte 7: "007" is not how PHP writes an int of 64 bits)"},
      {"a:1:{s:1:\"7\";N;}", "byte 5: key \"7\" would be a number in PHP"},
      {"a:1:{s:2:\"-7\";N;}", "byte 5: key \"-7\" would be a number in PHP"},
      {"a:2:{i:7;N;i:7;N;}", "byte 11: key 7 twice"},
      {"a:3:{s:1:\"a\";N;i:0;N;s:1:\"a\";N;}", R"(byte 21: key "a" twice)"},
      // What only PHP understands.
      {"O:3:\"Foo\":0:{}", R"(byte 0: object of class "Foo": refused)"},
      {"O:8:\"stdClass\":1:{s:1:\"a\";N;}", R"(byte 0: object of class "stdClass": refused)"},
      {"O:3:\"F\n\xff\":0:{}", R"(byte 0: object of class "F\n\xff": refused)"},
      {"O:3:\"Foo\"", R"(byte 0: object of class "Foo": refused)"},
      {"O:4:\"Foo\"", R"(byte 9: '"' missing)"},
      {"O:9:\"Foo\"", "byte 2: length 9, but bytes left: 4"},
      {"O:+3:\"Foo\":0:{}", R"(byte 2: "+3" is not how PHP writes a length)"},
      {"C:3:\"Foo\":1:{x}", R"(byte 0: object of class "Foo": refused)"},
      {"E:6:\"Suit:H\";", R"(byte 0: enum case "Suit:H": refused)"},
      {"R:1;", "byte 0: reference: refused"},
      {"r:1;", "byte 0: reference: refused"},
      {"a:2:{i:0;i:1;i:1;R:2;}", "byte 17: reference: refused"},
      {"a:1:{i:0;O:3:\"Foo\":0:{}}", R"(byte 9: object of class "Foo": refused)"},
      {"a:1:{O:3:\"Foo\":0:{}i:0;}", R"(byte 5: "O" begins no key)"},
  };
  for (const Refused& refused : all) {
    CAPTURE(std::string{refused.bytes});
    CHECK(refusal(refused.bytes) == refused.refusal);
  }
}

TEST_CASE("a long name is cut in the message") {
  const std::string name(100'000, 'x');
  CHECK(refusal("O:100000:\"" + name + "\":0:{}") ==
        "byte 0: object of class \"" + name.substr(0, 40) + "\"...: refused");
  CHECK(refusal("i:" + name) ==
        "byte 2: \"" + name.substr(0, 40) + "\"... is not how PHP writes an int of 64 bits");
}

TEST_CASE("no beginning of a value is a value") {
  const std::string bytes = php::serialize(Array{
      {"id", -7}, {8, php::list({"new", 1.5, true, nullptr, 1e100, Array{}})}, {"", INFINITY}});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(refusal(bytes.substr(0, size)).empty());
    // Nor if the rest lies in memory behind it.
    CHECK_THROWS_AS(php::unserialize({bytes.data(), size}), FormatError);
  }
  CHECK(refusal(bytes).empty());
}
