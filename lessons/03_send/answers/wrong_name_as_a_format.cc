// check says: it is sent as it is
#include "lessons/03_send/exercise.h"

#include <cstdio>
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

// A percent sign in the name means something to printf.
#pragma GCC diagnostic ignored "-Wformat-security"
bool try_send_reading(Queue queue, const Reading& reading) {
  const std::size_t letters = std::strlen(reading.sensor);
  if (letters > longest_name) msgq::throw_too_long(letters, longest_name);
  char name[longest_name + 1];
  const auto size = static_cast<std::size_t>(std::snprintf(name, sizeof name, reading.sensor));
  Wire wire{.celsius = reading.celsius, .name = {}};
  std::memcpy(wire.name, name, size);
  const std::size_t msgsz = sizeof wire.celsius + size;
  if (msgq::calls::msgsnd(queue.id(), &wire, msgsz, IPC_NOWAIT) == 0) return true;
  msgq::calls::fail_unless(EAGAIN, "msgsnd");
  return false;
}
