// check says: one letter more than longest_name is too long
#include "lessons/03_send/exercise.h"

#include <cstring>

#include "common/queue.h"

using msgq::Queue;

namespace {

struct Wire {
  long type = reading_type;
  double celsius;
  char name[longest_name];
};

}  // namespace

// Writes past the end of the name, into whatever lies there.
bool try_send_reading(Queue queue, const Reading& reading) {
  const std::size_t letters = std::strlen(reading.sensor);
  Wire wire{.celsius = reading.celsius, .name = {}};
  std::memcpy(wire.name, reading.sensor, letters);
  const std::size_t msgsz = sizeof wire.celsius + letters;
  if (msgq::calls::msgsnd(queue.id(), &wire, msgsz, IPC_NOWAIT) == 0) return true;
  msgq::calls::fail_unless(EAGAIN, "msgsnd");
  return false;
}
