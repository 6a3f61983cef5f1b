// What exercise 8's judge knows of PHP's bytes: how PHP writes a reading, what it reads, and
// readings and numbers of every kind.
#pragma once

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "common/escape.h"
#include "lessons/08_php_wire_format/exercise.h"

namespace stage {

// Legible whatever the bytes are: in quotes, and a NUL is \0.
inline std::string shown(const std::string& bytes, std::size_t most = 200) {
  char text[2048];
  msgq::escape(text, sizeof text, bytes.data(), bytes.size(), most);
  return text;
}

inline std::string php_string(const std::string& bytes) {
  return "s:" + std::to_string(bytes.size()) + ":\"" + bytes + "\";";
}

// What serialize() makes of a reading, before its celsius and after it.
inline std::string before_celsius(const Reading& reading) {
  return "a:5:{s:6:\"sensor\";" + php_string(reading.sensor) + "s:7:\"celsius\";";
}

inline std::string after_celsius(const Reading& reading) {
  std::string bytes = "s:8:\"outdoors\";b:" + std::to_string(reading.outdoors) + ";s:4:\"note\";" +
                      (reading.note ? php_string(*reading.note) : "N;") +
                      "s:7:\"minutes\";a:" + std::to_string(reading.minutes.size()) + ":{";
  std::size_t key = 0;
  for (const std::int64_t minute : reading.minutes) {
    bytes += "i:" + std::to_string(key++) + ";i:" + std::to_string(minute) + ";";
  }
  return bytes + "}}";
}

// How many bytes a reading with a celsius of NAN has.
inline std::size_t size_with_nan(const Reading& reading) {
  return before_celsius(reading).size() + std::strlen("d:NAN;") + after_celsius(reading).size();
}

// A sensor's name of that many bytes, with a celsius of NAN; so its message has `size` bytes.
inline Reading reading_of_size(std::size_t size, const std::optional<std::string>& note,
                               const std::vector<std::int64_t>& minutes) {
  Reading reading{std::string(1000, 'x'), NAN, false, note, minutes};
  reading.sensor.resize(1000 + size - size_with_nan(reading), 'x');
  return reading;
}

// The double that PHP reads in d:...; or none, if it does not take these digits: [+-] digits with
// or without a point, and an exponent. Neither inf nor hexadecimal digits nor a comma.
inline std::optional<double> double_in_php(std::string_view text) {
  if (text == "NAN") return NAN;
  std::string_view rest = text;
  const auto skip = [&](std::string_view any) {
    const bool is_there = !rest.empty() && any.find(rest.front()) != any.npos;
    if (is_there) rest.remove_prefix(1);
    return is_there;
  };
  const auto digits = [&] {
    int count = 0;
    while (skip("0123456789")) ++count;
    return count;
  };
  skip("+-");
  const int before_point = digits();
  const int after_point = skip(".") ? digits() : 0;
  if (before_point + after_point == 0) return std::nullopt;
  if (skip("eE")) {
    skip("+-");
    if (digits() == 0) return std::nullopt;
  }
  if (!rest.empty()) return std::nullopt;
  if (text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// With all its digits, and its sign.
inline std::string digits_of(double value) {
  if (std::isnan(value)) return "NAN";
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}

// What is wrong with the bytes that were sent for this reading; "" for nothing.
inline std::string difference(const std::string& bytes, const Reading& reading) {
  const std::string before = before_celsius(reading), after = after_celsius(reading);
  const auto differ = [&](std::size_t from, const std::string& wanted) {
    std::size_t i = 0;
    while (i < wanted.size() && from + i < bytes.size() && bytes[from + i] == wanted[i]) ++i;
    const std::string found =
        from + i < bytes.size() ? "is " + shown(bytes.substr(from + i), 30) : "it ends";
    return "at byte " + std::to_string(from + i) + " " + found + ", where PHP has " +
           (i < wanted.size() ? shown(wanted.substr(i), 30) : "its end");
  };
  if (!bytes.starts_with(before + "d:")) return differ(0, before + "d:");
  const std::size_t begin = before.size() + 2, end = bytes.find(';', begin);
  if (end == bytes.npos) return "no ; follows the double";
  const std::string text = bytes.substr(begin, end - begin);
  const std::optional<double> value = double_in_php(text);
  if (!value) return "PHP does not read this as a double: " + shown(text);
  const bool is_same =
      std::isnan(reading.celsius)
          ? std::isnan(*value)
          : std::bit_cast<std::uint64_t>(*value) == std::bit_cast<std::uint64_t>(reading.celsius);
  if (!is_same) return "PHP reads " + digits_of(*value) + ", and not " + digits_of(reading.celsius);
  return bytes.substr(end + 1) == after ? "" : differ(end + 1, after);
}

// The number in the bytes, if they are what PHP sends for an integer; "std::runtime_error" if not.
inline std::string read_strictly(const std::string& bytes) {
  const std::string refused = "std::runtime_error";
  if (bytes.size() < 4 || !bytes.starts_with("i:") || !bytes.ends_with(';')) return refused;
  const std::string text = bytes.substr(2, bytes.size() - 3);
  const std::string digits = text.front() == '-' ? text.substr(1) : text;
  if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos) return refused;
  if (digits.front() == '0' && text != "0") return refused;
  const std::string most = text.front() == '-' ? "9223372036854775808" : "9223372036854775807";
  const bool is_too_large =
      digits.size() > most.size() || (digits.size() == most.size() && digits > most);
  return is_too_large ? refused : text;
}

// ---- readings and numbers of every kind

using Integers = std::numeric_limits<std::int64_t>;
using Doubles = std::numeric_limits<double>;

inline Reading with_sensor(const std::string& sensor) {
  return {sensor, 4, false, std::nullopt, {}};
}
inline Reading with_celsius(double celsius) {
  return {"kitchen", celsius, false, std::nullopt, {}};
}
inline Reading with_minutes(const std::vector<std::int64_t>& minutes) {
  return {"kitchen", 21.5, false, std::nullopt, minutes};
}

inline std::string any_bytes(std::mt19937& random, std::size_t size) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

// Long ones before short ones, all bytes, and what looks like PHP's own.
inline std::vector<Reading> with_any_strings() {
  std::string all_bytes;
  for (int byte = 255; byte >= 0; --byte) all_bytes += static_cast<char>(byte);
  std::vector<Reading> readings = {with_sensor(std::string(3000, 'x')),
                                   with_sensor(all_bytes),
                                   with_sensor(""),
                                   with_sensor("\";s:7:\"celsius\";d:7;}"),
                                   with_sensor(std::string(1, '\0')),
                                   with_sensor("%s%n\n")};
  std::mt19937 random{8};
  for (const std::size_t size : {1000, 999, 100, 99, 10, 9, 1, 0, 2, 3}) {
    readings.push_back({any_bytes(random, size), 4, false, any_bytes(random, random() % 1000), {}});
  }
  return readings;
}

inline std::vector<Reading> with_any_nans() {
  std::vector<Reading> readings;
  for (const std::uint64_t bits :
       {0x7ff8000000000000u, 0xfff8000000000000u, 0x7ff0000000000001u, 0xffffffffffffffffu}) {
    readings.push_back(with_celsius(std::bit_cast<double>(bits)));
  }
  return readings;
}

inline std::vector<Reading> with_any_doubles() {
  std::vector<Reading> readings;
  for (const double value : {0.0,
                             -0.0,
                             1.0,
                             -1.0,
                             1e15,
                             1e16,
                             123456789012345678.0,
                             1e22,
                             1e-5,
                             1e300,
                             Doubles::max(),
                             Doubles::lowest(),
                             Doubles::min(),
                             Doubles::denorm_min(),
                             -Doubles::denorm_min(),
                             0.1,
                             1.0 / 3,
                             -40.0,
                             5e-324,
                             1.7976931348623155e308}) {
    readings.push_back(with_celsius(value));
  }
  std::mt19937_64 random{8};
  while (readings.size() < 100) {
    const auto value = std::bit_cast<double>(random());
    if (std::isfinite(value)) readings.push_back(with_celsius(value));
    readings.push_back(with_celsius(static_cast<double>(random() % 10000) / 100 - 50));
  }
  return readings;
}

inline std::vector<Reading> with_any_minutes() {
  std::vector<Reading> readings = {with_minutes({3, 1, 2, 2, 1}), with_minutes({7}),
                                   with_minutes({Integers::max(), 0, -1, Integers::min()}),
                                   with_minutes({1L << 31, 1L << 32, -(1L << 31) - 1})};
  std::mt19937_64 random{8};
  for (const int size : {300, 101, 100, 12, 11, 10, 3, 2, 1, 0}) {
    std::vector<std::int64_t> minutes;
    for (int i = 0; i < size; ++i) {
      minutes.push_back(static_cast<std::int64_t>(random()) >> (random() % 64));
    }
    readings.push_back(with_minutes(minutes));
  }
  return readings;
}

// What PHP never sends for an integer.
inline std::vector<std::string> never_sent() {
  return {std::string{},
          std::string{"7"},
          std::string{"i:7"},
          std::string{"d:7;"},
          std::string{"i:;"},
          std::string{"i:+7;"},
          std::string{"i:07;"},
          std::string{"i: 7;"},
          std::string{"i:7;i:8;"},
          std::string{"i:7;\0", 5},
          std::string{"i:7x;"},
          std::string{"i:9223372036854775808;"},
          std::string{"i:-9223372036854775809;"},
          std::string{"i:-9223372036854775808;x"},
          std::string{"i:-0;"},
          std::string{"i:-07;"},
          std::string{"i:-;"},
          std::string{"i;7;"},
          std::string{"b:7;"},
          std::string{"i:18446744073709551623;"},
          std::string{"i:7\0;", 5},
          std::string{"i:7;;"},
          std::string{"I:7;"},
          std::string{"i:7.0;"},
          std::string{"i:0x7;"},
          std::string{"i:7 ;"},
          std::string{"i:--7;"},
          std::string{"i:00;"},
          std::string{"i:7e0;"},
          std::string{"i:7;\n"},
          std::string{" i:7;"},
          std::string{"i"},
          std::string{"i:"}};
}

// So many numbers, and what becomes of them if some bytes are changed.
inline std::vector<std::string> changed_numbers(std::size_t count) {
  std::vector<std::string> changed;
  for (const char* const bytes :
       {"i:123456789;", "i:7", "i:-123456789;", "", "i:123456789;", "i"}) {
    changed.emplace_back(bytes);
  }
  std::mt19937_64 random{9};
  const std::string odd{"i:;-+0123456789 \0\n.eExXdbs\xb2{}", 29};
  while (changed.size() < count) {
    const auto number = static_cast<std::int64_t>(random()) >> (random() % 64);
    std::string bytes = "i:" + std::to_string(number) + ";";
    for (int edits = static_cast<int>(random() % 3); edits > 0; --edits) {
      const std::size_t place = random() % (bytes.size() + 1);
      const char byte = odd[random() % odd.size()];
      switch (random() % 3) {
        case 0:
          bytes.insert(place, 1, byte);
          break;
        case 1:
          if (place < bytes.size()) bytes[place] = byte;
          break;
        default:
          bytes.erase(std::min(place, bytes.size() - 1), 1);
      }
    }
    changed.push_back(bytes);
  }
  return changed;
}

}  // namespace stage
