#include "lessons/08_php_wire_format/exercise.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <iomanip>
#include <locale>
#include <sstream>
#include <stdexcept>
#include <string>

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;
using msgq::Text;

// A stream that has the classic locale, for all of it.
namespace {

std::string php(const std::string& bytes) {
  return "s:" + std::to_string(bytes.size()) + ":\"" + bytes + "\";";
}

std::string php(double number) {
  if (std::isnan(number)) return "d:NAN;";
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << "d:" << std::setprecision(17) << std::scientific << number << ";";
  return text.str();
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
  std::istringstream text{std::string{message.data(), message.size()}};
  text.imbue(std::locale::classic());
  std::int64_t count = 0;
  text.ignore(2) >> count;
  std::ostringstream again;
  again.imbue(std::locale::classic());
  again << "i:" << count << ";";
  if (again.str() != text.str()) throw std::runtime_error{"no number of PHP's"};
  return count;
}
