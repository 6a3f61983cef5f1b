#include "lessons/03_send/exercise.h"

#include <cstring>

#include "common/queue.h"

using msgq::Queue;

// A Text, which knows how many of its bytes travel.
bool try_send_reading(Queue queue, const Reading& reading) {
  const std::size_t letters = std::strlen(reading.sensor);
  if (letters > longest_name) msgq::throw_too_long(letters, longest_name);
  msgq::Text<sizeof(double) + longest_name> message{reading_type};
  std::memcpy(message.bytes, &reading.celsius, sizeof reading.celsius);
  std::memcpy(message.bytes + sizeof reading.celsius, reading.sensor, letters);
  message.set_size(sizeof reading.celsius + letters);
  return queue.try_send(message);
}
