// check says: what PHP never sends for an integer is refused
#include "lessons/08_php_wire_format/exercise.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <regex>
#include <stdexcept>
#include <string>

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;
using msgq::Text;

// strtoll gives the largest number for all that are larger, and errno says so.
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
  queue.send(Text<8192>{to_php, bytes.data(), bytes.size()});
}

std::optional<std::int64_t> try_receive_count(Queue queue) {
  Text<8192> message;
  if (!queue.try_receive(message, Select::exactly(to_cpp))) return std::nullopt;
  const std::string bytes{message.data(), message.size()};
  static const std::regex number{"i:(0|-?[1-9][0-9]*);"};
  if (!std::regex_match(bytes, number)) throw std::runtime_error{"no number of PHP's"};
  return std::strtoll(&bytes[2], nullptr, 10);
}
