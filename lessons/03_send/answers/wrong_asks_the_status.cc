// check says: who may only write to the queue can send a reading
#include "lessons/03_send/exercise.h"

#include <cerrno>
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

// The kernel would have said so by EAGAIN, and to ask it needs permission to read.
bool try_send_reading(Queue queue, const Reading& reading) {
  const std::size_t letters = std::strlen(reading.sensor);
  if (letters > longest_name) msgq::throw_too_long(letters, longest_name);
  Wire wire{.celsius = reading.celsius, .name = {}};
  std::memcpy(wire.name, reading.sensor, letters);
  const std::size_t msgsz = sizeof wire.celsius + letters;
  const msgq::Status status = queue.status();
  if (status.bytes + msgsz > status.settings.max_bytes) return false;
  if (status.messages + 1 > status.settings.max_bytes) return false;
  if (msgq::calls::msgsnd(queue.id(), &wire, msgsz, IPC_NOWAIT) == 0) return true;
  msgq::calls::fail_unless(EAGAIN, "msgsnd");
  return false;
}
