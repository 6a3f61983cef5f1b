#include "lessons/03_send/exercise.h"

#include <string>

#include "common/queue.h"

using msgq::Queue;

// The body as a string, and one Text made of it.
bool try_send_reading(Queue queue, const Reading& reading) {
  std::string body(reinterpret_cast<const char*>(&reading.celsius), sizeof reading.celsius);
  body += reading.sensor;
  if (body.size() > sizeof reading.celsius + longest_name) {
    msgq::throw_too_long(body.size() - sizeof reading.celsius, longest_name);
  }
  return queue.try_send(msgq::Text<sizeof(double) + longest_name>{reading_type, body});
}
