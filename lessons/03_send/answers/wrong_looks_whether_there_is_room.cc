// check says: a look is out of date at your next call
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

// There was room; then another process came, and the send sleeps.
bool try_send_reading(Queue queue, const Reading& reading) {
  const std::size_t letters = std::strlen(reading.sensor);
  if (letters > longest_name) msgq::throw_too_long(letters, longest_name);
  Wire wire{.celsius = reading.celsius, .name = {}};
  std::memcpy(wire.name, reading.sensor, letters);
  const std::size_t msgsz = sizeof wire.celsius + letters;
  const msgq::Status status = queue.status();
  if (status.bytes + msgsz > status.settings.max_bytes) return false;
  if (status.messages + 1 > status.settings.max_bytes) return false;
  if (msgq::calls::msgsnd(queue.id(), &wire, msgsz, 0) == -1) msgq::calls::fail("msgsnd");
  return true;
}
