#include "common/php/serialize.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "common/escape.h"

namespace msgq::php {
namespace {

constexpr int shortest = -1;      // as PHP's serialize_precision: no digit more than it takes
constexpr int most_digits = 767;  // that a double has, if all are written
constexpr std::size_t smallest_entry = 6;  // i:0;N;

// In quotes, and not all of it if it is long: it may come from a stranger.
std::string quoted(std::string_view bytes) {
  char out[200];
  escape(out, sizeof out, bytes.data(), bytes.size(), 40);
  return out;
}

std::string name_of(const Key& key) {
  if (const auto* number = std::get_if<std::int64_t>(&key)) return std::to_string(*number);
  return quoted(std::get<std::string>(key));
}

// The number that PHP writes as `text`: it must be the same written again, which +5, 007 and -0 are
// not, nor what is no number.
template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  if (std::to_string(value) != text) return std::nullopt;
  return value;
}

// "7" is 7 to PHP, as a key.
Key key_in_php(const Key& key) {
  const auto* text = std::get_if<std::string>(&key);
  if (text == nullptr) return key;
  if (const auto value = number<std::int64_t>(*text)) return *value;
  return key;
}

// As PHP's zend_gcvt() writes it, in at most `precision` digits; an exponent if that many do not
// do.
std::string decimal(double value, int precision) {
  if (std::isnan(value)) return "NAN";
  char buffer[most_digits + 10];  // and sign, point and exponent
  char* const room = buffer + sizeof buffer;
  const char* const end =
      precision == shortest
          ? std::to_chars(buffer, room, value, std::chars_format::scientific).ptr
          : std::to_chars(buffer, room, value, std::chars_format::scientific, precision - 1).ptr;
  const std::string_view text{buffer, static_cast<std::size_t>(end - buffer)};  // -1.25e+03
  if (text.ends_with("inf")) return value < 0 ? "-INF" : "INF";

  const std::size_t e = text.find('e');
  int exponent = 0;
  std::from_chars(text.data() + e + (text[e + 1] == '+' ? 2 : 1), end, exponent);
  std::string sign, digits;
  for (const char c : text.substr(0, e)) {
    if (c == '-') sign = c;
    if (c >= '0' && c <= '9') digits += c;
  }
  digits.erase(std::max<std::size_t>(digits.find_last_not_of('0') + 1, 1));

  if (exponent < -4 || exponent >= (precision == shortest ? 17 : precision)) {
    const std::string fraction = digits.size() > 1 ? digits.substr(1) : "0";
    return sign + digits[0] + '.' + fraction + (exponent < 0 ? "E-" : "E+") +
           std::to_string(std::abs(exponent));
  }
  if (exponent < 0) {
    return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  }
  const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) return sign + digits + std::string(whole - digits.size(), '0');
  return sign + digits.substr(0, whole) + '.' + digits.substr(whole);
}

// The double that PHP writes as `text`, whatever serialize_precision is.
std::optional<double> double_of(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  if (decimal(value, shortest) == text) return value;

  // Or the same written again with as many digits. Those before the first that is not 0 do not
  // count, nor does the 0 of 1.0E+25.
  std::string_view digits = text.substr(0, text.find('E'));
  if (digits.ends_with(".0")) digits.remove_suffix(2);
  digits.remove_prefix(std::min(digits.find_first_of("123456789"), digits.size()));
  const std::size_t precision = digits.size() - (digits.find('.') < digits.size());
  if (precision == 0 || precision > most_digits) return std::nullopt;
  if (decimal(value, static_cast<int>(precision)) != text) return std::nullopt;
  return value;
}

class Writer {
 public:
  std::string take() { return std::move(out_); }

  void operator()(std::nullptr_t) { out_ += "N;"; }
  void operator()(bool truth) { out_ += truth ? "b:1;" : "b:0;"; }
  void operator()(std::int64_t number) { out_ += "i:" + std::to_string(number) + ';'; }
  void operator()(double number) { out_ += "d:" + decimal(number, shortest) + ';'; }
  void operator()(const std::string& bytes) {
    out_ += "s:" + std::to_string(bytes.size()) + ":\"";
    out_ += bytes;
    out_ += "\";";
  }
  void operator()(const Array& array) {
    if (++depth_ > max_depth) {
      throw std::invalid_argument("serialize: more than " + std::to_string(max_depth) +
                                  " arrays within each other");
    }
    out_ += "a:" + std::to_string(array.size()) + ":{";
    std::set<Key> keys;
    for (const Entry& entry : array) {
      const auto [key, is_new] = keys.insert(key_in_php(entry.key));
      if (!is_new) throw std::invalid_argument("serialize: key " + name_of(*key) + " twice");
      std::visit(*this, *key);
      write(entry.value);
    }
    out_ += '}';
    --depth_;
  }
  void write(const Value& value) { std::visit(*this, value); }

 private:
  std::string out_;
  int depth_ = 0;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_{bytes} {}

  Value all() {
    Value result = value();
    if (left() > 0) refuse(at_, quoted(bytes_.substr(at_)) + " after the value");
    return result;
  }

 private:
  Value value() {
    const std::size_t start = at_;
    const char kind = next();
    if (kind == 'N') {
      expect(';');
      return nullptr;
    }
    if (std::string_view{"bidsaOCErR"}.find(kind) == std::string_view::npos) {
      refuse(start, quoted(bytes_.substr(start, 1)) + " begins no value");
    }
    expect(':');
    switch (kind) {
      case 'b':
        return truth();
      case 'i':
        return whole();
      case 'd':
        return field(';', "a double", double_of);
      case 's':
        return string();
      case 'a':
        return array(start);
      case 'O':
      case 'C':
        refuse(start, "object of class " + quoted(name()) + ": refused");
      case 'E':
        refuse(start, "enum case " + quoted(name()) + ": refused");
      default:
        refuse(start, "reference: refused");
    }
  }

  bool truth() {
    const std::size_t start = at_;
    const char c = next();
    if (c != '0' && c != '1') refuse(start, "neither 0 nor 1");
    expect(';');
    return c == '1';
  }

  std::string string() {
    std::string result{name()};
    expect(';');
    return result;
  }

  // 3:"Foo"
  std::string_view name() {
    const std::size_t start = at_;
    const std::size_t size = length();
    expect('"');
    if (size > left()) {
      refuse(start,
             "length " + std::to_string(size) + ", but bytes left: " + std::to_string(left()));
    }
    const std::string_view result = bytes_.substr(at_, size);
    at_ += size;
    expect('"');
    return result;
  }

  Array array(std::size_t start) {
    if (++depth_ > max_depth) {
      refuse(start, "more than " + std::to_string(max_depth) + " arrays within each other");
    }
    const std::size_t count_at = at_;
    const std::size_t count = length();
    expect('{');
    if (count > left() / smallest_entry) {
      refuse(count_at,
             "count " + std::to_string(count) + ", but bytes left: " + std::to_string(left()));
    }
    Array result;
    std::set<Key> keys;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t key_at = at_;
      Key key = this->key();
      if (!keys.insert(key).second) refuse(key_at, "key " + name_of(key) + " twice");
      result.push_back({std::move(key), value()});
    }
    expect('}');
    --depth_;
    return result;
  }

  Key key() {
    const std::size_t start = at_;
    const char kind = next();
    if (kind != 'i' && kind != 's') {
      refuse(start, quoted(bytes_.substr(start, 1)) + " begins no key");
    }
    expect(':');
    if (kind == 'i') return whole();
    Key result = string();
    if (key_in_php(result) != result) {
      refuse(start, "key " + name_of(result) + " would be a number in PHP");
    }
    return result;
  }

  std::int64_t whole() { return field(';', "an int of 64 bits", number<std::int64_t>); }
  std::size_t length() { return field(':', "a length", number<std::size_t>); }

  template <class Result>
  Result field(char end, const char* what, std::optional<Result> (*read)(std::string_view)) {
    const std::size_t length = bytes_.substr(at_).find(end);
    const std::string_view text = bytes_.substr(at_, length);
    const auto result = read(text);
    if (!result) refuse(at_, quoted(text) + " is not how PHP writes " + what);
    at_ += text.size();
    expect(end);
    return *result;
  }

  void expect(char c) {
    if (left() == 0 || bytes_[at_] != c) refuse(at_, std::string{'\'', c, '\''} + " missing");
    ++at_;
  }

  char next() {
    if (left() == 0) refuse(at_, "nothing left");
    return bytes_[at_++];
  }

  std::size_t left() const { return bytes_.size() - at_; }

  [[noreturn]] static void refuse(std::size_t at, const std::string& problem) {
    throw FormatError(at, problem);
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Value::Value(std::nullptr_t) noexcept : variant(nullptr) {}
Value::Value(int number) noexcept : variant(std::int64_t{number}) {}
Value::Value(long number) noexcept : variant(std::int64_t{number}) {}
Value::Value(long long number) noexcept : variant(std::int64_t{number}) {}
Value::Value(double number) noexcept : variant(number) {}
Value::Value(const char* text) : variant(std::string{text}) {}
Value::Value(std::string_view bytes) : variant(std::string{bytes}) {}
Value::Value(std::string bytes) noexcept : variant(std::move(bytes)) {}
Value::Value(Array array) noexcept : variant(std::move(array)) {}

bool Value::operator==(const Value& other) const {
  const variant& mine = *this;
  return mine == static_cast<const variant&>(other);
}

Array list(std::vector<Value> values) {
  Array result;
  for (Value& value : values) {
    result.push_back({static_cast<std::int64_t>(result.size()), std::move(value)});
  }
  return result;
}

std::string serialize(const Value& value) {
  Writer writer;
  writer.write(value);
  return writer.take();
}

FormatError::FormatError(std::size_t byte, const std::string& problem)
    : std::runtime_error("unserialize: byte " + std::to_string(byte) + ": " + problem),
      byte_{byte} {}

Value unserialize(std::string_view bytes) { return Reader{bytes}.all(); }

}  // namespace msgq::php
