// check says: no NUL, no padding, and the type does not count
#include "lessons/03_send/exercise.h"

#include <cstring>

#include "common/queue.h"

using msgq::Queue;

namespace {

struct Body {
  double celsius;
  char name[longest_name];
};

}  // namespace

// A field of fixed size is easier to send, but its reader has to know where the name ends.
bool try_send_reading(Queue queue, const Reading& reading) {
  const std::size_t letters = std::strlen(reading.sensor);
  if (letters > longest_name) msgq::throw_too_long(letters, longest_name);
  msgq::Message<Body> message{reading_type, {reading.celsius, {}}};
  std::memcpy(message.body.name, reading.sensor, letters);
  return queue.try_send(message);
}
