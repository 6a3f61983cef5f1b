// What PHP would put into a queue, and a PHP value for people to read.
#pragma once

#include <charconv>
#include <cmath>
#include <optional>
#include <string>

#include "common/escape.h"
#include "common/php/serialize.h"
#include "common/queue.h"

namespace wire {

namespace php = msgq::php;
using msgq::Queue;

using Bytes = msgq::Text<8192>;  // msgmax: no larger message can be sent, unless it was raised

inline void send(Queue queue, long type, const std::string& bytes) {
  queue.send(Bytes{type, bytes});
}

inline std::string receive(Queue queue, long type) {
  Bytes message;
  queue.receive(message, msgq::Select::exactly(type));
  return message.as<std::string>();
}

// The bytes of msg_send() with $serialize false; none where PHP throws a TypeError instead. PHP
// forgets the sign of -INF and of -0.0.
inline std::optional<std::string> raw(const php::Value& value) {
  if (const auto* const text = std::get_if<std::string>(&value)) return *text;
  if (const auto* const truth = std::get_if<bool>(&value)) return *truth ? "1" : "0";
  if (const auto* const number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* const number = std::get_if<double>(&value)) {
    if (std::isnan(*number)) return "nan";
    if (std::isinf(*number)) return "inf";
    return std::to_string(*number == 0 ? 0.0 : *number);
  }
  return std::nullopt;
}

// The value as PHP source: ["id" => 7, "tags" => ["new", 1.5]].
inline std::string literal(const php::Value& value) {
  if (const auto* const truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  if (const auto* const number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* const number = std::get_if<double>(&value)) {
    if (std::isnan(*number)) return "NAN";
    if (std::isinf(*number)) return *number < 0 ? "-INF" : "INF";
    char digits[32];
    return {digits, std::to_chars(digits, digits + sizeof digits, *number).ptr};
  }
  if (const auto* const text = std::get_if<std::string>(&value)) {
    char shown[128];
    msgq::escape(shown, sizeof shown, text->data(), text->size(), 64);
    return shown;
  }
  const auto* const array = std::get_if<php::Array>(&value);
  if (array == nullptr) return "null";
  std::string text = "[";
  std::int64_t place = 0;
  for (const auto& [key, element] : *array) {
    if (place > 0) text += ", ";
    const auto* const number = std::get_if<std::int64_t>(&key);
    if (number == nullptr) text += literal(std::get<std::string>(key)) + " => ";
    if (number != nullptr && *number != place) text += std::to_string(*number) + " => ";
    ++place;
    text += literal(element);
  }
  return text + "]";
}

// The text, and blanks up to that width. A UTF-8 character counts once, however many its bytes.
inline std::string column(std::size_t width, std::string text) {
  std::size_t used = 0;
  for (const char byte : text) used += (byte & 0xc0) != 0x80 ? 1 : 0;
  if (used < width) text.append(width - used, ' ');
  return text;
}

}  // namespace wire
