// check says: before each value stands its key, a string
#include "lessons/08_php_wire_format/exercise.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;
using msgq::Text;

// TODO: bytes that PHP understands. These are words: to PHP, a corrupted message.
void send_reading(Queue queue, const Reading& reading) {
  const std::string bytes =
      "{\"sensor\":\"" + reading.sensor + "\",\"celsius\":" + std::to_string(reading.celsius) + "}";
  queue.send(Text<8192>{to_php, bytes.data(), bytes.size()});
}

std::optional<std::int64_t> try_receive_count(Queue queue) {
  Text<8192> message;
  if (!queue.try_receive(message, Select::exactly(to_cpp))) return std::nullopt;
  const std::string bytes{message.data(), message.size()};
  const std::int64_t count = bytes.size() > 2 ? std::strtoll(&bytes[2], nullptr, 10) : 0;
  if (bytes != "i:" + std::to_string(count) + ";") throw std::runtime_error{"no number of PHP's"};
  return count;
}
// end TODO
