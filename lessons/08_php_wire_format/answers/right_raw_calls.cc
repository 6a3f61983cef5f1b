#include "lessons/08_php_wire_format/exercise.h"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "common/queue.h"

using msgq::Queue;

// Without the library; the room is measured by hand.
namespace {

std::string php(const std::string& bytes) {
  return "s:" + std::to_string(bytes.size()) + ":\"" + bytes + "\";";
}

std::string php(double number) {
  if (std::isnan(number)) return "d:NAN;";
  char digits[32];
  char* const end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  return "d:" + std::string{digits, end} + ";";
}

std::string php(bool truth) { return truth ? "b:1;" : "b:0;"; }

std::string php(const std::optional<std::string>& text) { return text ? php(*text) : "N;"; }

std::string php(const std::vector<std::int64_t>& list) {
  std::string bytes = "a:" + std::to_string(list.size()) + ":{";
  for (std::size_t i = 0; i < list.size(); ++i) {
    bytes += "i:" + std::to_string(i) + ";i:" + std::to_string(list[i]) + ";";
  }
  return bytes + "}";
}

}  // namespace

void send_reading(Queue queue, const Reading& reading) {
  const std::string bytes = "a:5:{s:6:\"sensor\";" + php(reading.sensor) +  //
                            "s:7:\"celsius\";" + php(reading.celsius) +     //
                            "s:8:\"outdoors\";" + php(reading.outdoors) +   //
                            "s:4:\"note\";" + php(reading.note) +           //
                            "s:7:\"minutes\";" + php(reading.minutes) + "}";
  if (bytes.size() > 8192) throw std::length_error{"too long"};
  std::vector<char> message(sizeof(long) + bytes.size());
  std::memcpy(message.data(), &to_php, sizeof(long));
  std::memcpy(message.data() + sizeof(long), bytes.data(), bytes.size());
  if (::msgsnd(queue.id(), message.data(), bytes.size(), 0) == -1) {
    throw std::system_error{errno, std::generic_category()};
  }
}

std::optional<std::int64_t> try_receive_count(Queue queue) {
  struct {
    long type;
    char bytes[8192];
  } message;
  const ssize_t size = ::msgrcv(queue.id(), &message, 8192, to_cpp, IPC_NOWAIT);
  if (size == -1 && errno == ENOMSG) return std::nullopt;
  if (size == -1) throw std::system_error{errno, std::generic_category()};
  const std::string_view bytes{message.bytes, static_cast<std::size_t>(size)};
  std::int64_t count = 0;
  const bool is_number =
      bytes.size() > 3 && bytes.substr(0, 2) == "i:" && bytes.back() == ';' && bytes[2] != '+';
  const char* const last = bytes.data() + bytes.size() - 1;
  if (!is_number) throw std::runtime_error{"no number of PHP's"};
  const auto [end, error] = std::from_chars(bytes.data() + 2, last, count);
  const bool has_zero = bytes[2] == '0' || (bytes[2] == '-' && bytes[3] == '0');
  if (error != std::errc{} || end != last || (has_zero && bytes != "i:0;")) {
    throw std::runtime_error{"no number of PHP's"};
  }
  return count;
}
