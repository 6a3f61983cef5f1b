// check says: the message begins with a long
#include "lessons/03_send/exercise.h"

#include <cstring>

#include "common/queue.h"

using msgq::Queue;

namespace {

struct Wire {
  int type = reading_type;
  char bytes[sizeof(double) + longest_name] = {};
};

}  // namespace

// An int is too short: the first four bytes of celsius become a part of the type.
bool try_send_reading(Queue queue, const Reading& reading) {
  const std::size_t letters = std::strlen(reading.sensor);
  if (letters > longest_name) msgq::throw_too_long(letters, longest_name);
  Wire wire;
  std::memcpy(wire.bytes, &reading.celsius, sizeof reading.celsius);
  std::memcpy(wire.bytes + sizeof reading.celsius, reading.sensor, letters);
  const std::size_t msgsz = sizeof reading.celsius + letters;
  if (msgq::calls::msgsnd(queue.id(), &wire, msgsz, IPC_NOWAIT) == 0) return true;
  msgq::calls::fail_unless(EAGAIN, "msgsnd");
  return false;
}
