// check says: a full queue is no failure, and no reason to sleep
#include "lessons/03_send/exercise.h"

#include <cstring>
#include "common/child.h"

#include "common/queue.h"

using msgq::Queue;

namespace {

struct Wire {
  long type = reading_type;
  double celsius;
  char name[longest_name];
};

}  // namespace

// The caller does not sleep; but who waits for the child does.
bool try_send_reading(Queue queue, const Reading& reading) {
  const std::size_t letters = std::strlen(reading.sensor);
  if (letters > longest_name) msgq::throw_too_long(letters, longest_name);
  Wire wire{.celsius = reading.celsius, .name = {}};
  std::memcpy(wire.name, reading.sensor, letters);
  const std::size_t msgsz = sizeof wire.celsius + letters;
  return msgq::in_child([&] { return msgq::calls::msgsnd(queue.id(), &wire, msgsz, 0); }) == 0;
}
