// check says: only the name is a string
#include "lessons/03_send/exercise.h"

#include <cstring>

#include "common/queue.h"

using msgq::Queue;

// A Text made without a size ends at the first NUL, and celsius may contain one.
bool try_send_reading(Queue queue, const Reading& reading) {
  const std::size_t letters = std::strlen(reading.sensor);
  if (letters > longest_name) msgq::throw_too_long(letters, longest_name);
  char bytes[sizeof(double) + longest_name + 1] = {};
  std::memcpy(bytes, &reading.celsius, sizeof reading.celsius);
  std::memcpy(bytes + sizeof reading.celsius, reading.sensor, letters);
  return queue.try_send(msgq::Text<sizeof bytes>{reading_type, bytes});
}
