// The codec against bytes that PHP wrote, without PHP: tests/php_codec/vectors.txt.
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/php/serialize.h"
#include "doctest/doctest.h"
#include "tests/php_codec/vectors.h"

using namespace msgq;
using php::Array;
using php::Value;

namespace {

// Values as vectors.php shows them: ["a" => double 3ff8000000000000, 5 => null].
class Shown {
 public:
  explicit Shown(std::string_view text) : text_{text} {}

  Value value() {
    if (take("null")) return nullptr;
    if (take("true")) return true;
    if (take("false")) return false;
    if (take("double ")) return std::bit_cast<double>(number<std::uint64_t>(16));
    if (take("\"")) return string();
    if (take("[")) return array();
    return number<std::int64_t>(10);
  }

  bool take(std::string_view word) {
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }

  template <class Number>
  Number number(int base) {
    Number result{};
    const char* begin = text_.data();
    const auto [end, error] = std::from_chars(begin, begin + text_.size(), result, base);
    REQUIRE(error == std::errc{});
    text_.remove_prefix(static_cast<std::size_t>(end - begin));
    return result;
  }

  bool done() const { return text_.empty(); }

 private:
  std::string string() {
    const std::size_t end = text_.find('"');
    REQUIRE(end != std::string_view::npos);
    std::string result = php_unescape(text_.substr(0, end));
    text_.remove_prefix(end + 1);
    return result;
  }

  Array array() {
    Array result;
    while (!take("]")) {
      const Value key = value();
      REQUIRE(take(" => "));
      const auto* text = std::get_if<std::string>(&key);
      if (text != nullptr) {
        result.push_back({*text, value()});
      } else {
        result.push_back({std::get<std::int64_t>(key), value()});
      }
      take(", ");
    }
    return result;
  }

  std::string_view text_;
};

// NAN is equal to NAN here: the same kind, and the same bytes.
bool same(const Value& a, const Value& b) {
  return a == b || (a.index() == b.index() && php::serialize(a) == php::serialize(b));
}

}  // namespace

TEST_CASE("PHP's bytes are read as the value they were made of, and written again the same") {
  int checked = 0;
  for (const PhpVector& vector : php_vectors()) {
    CAPTURE(vector.line);
    Shown shown{vector.value};
    if (shown.take("key ") || shown.take("precision ")) continue;
    const Value expected = shown.value();
    REQUIRE(shown.done());
    CHECK(php::serialize(expected) == vector.bytes);
    CHECK(same(php::unserialize(vector.bytes), expected));
    ++checked;
  }
  CHECK(checked >= 300);
}

TEST_CASE("string keys are or are not numbers as in PHP") {
  int checked = 0;
  for (const PhpVector& vector : php_vectors()) {
    CAPTURE(vector.line);
    Shown shown{vector.value};
    if (!shown.take("key ")) continue;
    const Value key = shown.value();
    REQUIRE(shown.done());
    CHECK(php::serialize(Array{{std::get<std::string>(key), nullptr}}) == vector.bytes);
    CHECK(php::serialize(php::unserialize(vector.bytes)) == vector.bytes);
    ++checked;
  }
  CHECK(checked >= 30);
}

TEST_CASE("doubles are read as under other settings of serialize_precision") {
  int checked = 0;
  for (const PhpVector& vector : php_vectors()) {
    CAPTURE(vector.line);
    Shown shown{vector.value};
    if (!shown.take("precision ")) continue;
    shown.number<int>(10);
    REQUIRE(shown.take(" "));
    const Value expected = shown.value();
    REQUIRE(shown.done());
    CHECK(php::unserialize(vector.bytes) == expected);
    ++checked;
  }
  CHECK(checked >= 150);
}
