// The bytes of PHP's serialize(), which msg_send() sends and msg_receive() expects unless told
// otherwise:
//   php::serialize(php::Array{{"id", 7}, {"tags", php::list({"new", 1.5})}})
//   a:2:{s:2:"id";i:7;s:4:"tags";a:2:{i:0;s:3:"new";i:1;d:1.5;}}
// Objects, enums and references are refused: they have no meaning outside PHP, and in it objects
// run code.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace msgq::php {

struct Entry;

using Key = std::variant<std::int64_t, std::string>;
using Array = std::vector<Entry>;  // in order, as PHP's is; a list has the keys 0, 1, 2...

// std::get, std::get_if, std::holds_alternative and std::visit look inside.
struct Value : std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array> {
  Value(std::nullptr_t = nullptr) noexcept;
  // Nothing that only converts to it, as every pointer does.
  Value(std::same_as<bool> auto truth) noexcept : variant(truth) {}
  Value(int number) noexcept;
  Value(long number) noexcept;
  Value(long long number) noexcept;
  Value(double number) noexcept;
  Value(const char* text);
  Value(std::string_view bytes);
  Value(std::string bytes) noexcept;
  Value(Array array) noexcept;
  Value(char) = delete;  // PHP has none: a string or a number?
  Value(signed char) = delete;
  Value(unsigned char) = delete;
  Value(wchar_t) = delete;
  Value(char8_t) = delete;
  Value(char16_t) = delete;
  Value(char32_t) = delete;
  bool operator==(const Value& other) const;  // NAN is not equal to itself
};

struct Entry {
  Key key;
  Value value;
  bool operator==(const Entry&) const = default;
};

// With the keys 0, 1, 2...
Array list(std::vector<Value> values);

// Arrays within arrays, both ways. (PHP itself reads 4096.)
inline constexpr int max_depth = 128;

// Byte for byte what PHP 8.2 writes with its default serialize_precision, -1: the string key "7"
// becomes the number 7. Throws std::invalid_argument if arrays are nested too deep or an array has
// a key twice.
std::string serialize(const Value& value);

// what() is: unserialize: byte 12: object of class "Foo": refused
class FormatError : public std::runtime_error {
 public:
  FormatError(std::size_t byte, const std::string& problem);
  std::size_t byte() const noexcept { return byte_; }  // counted from 0

 private:
  std::size_t byte_;
};

// Takes what PHP writes for such a value, whatever its serialize_precision (from 0 to 16 PHP has
// lost digits before), and nothing else: not one byte after the value, which PHP 8.2 does not mind.
// Throws FormatError.
Value unserialize(std::string_view bytes);

}  // namespace msgq::php
