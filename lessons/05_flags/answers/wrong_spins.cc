// check says: it does not wait for better luck
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// Waits too, only that the processor is busy with it.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  for (int tries = 0;;) {
    const ssize_t size =
        calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
    if (size != -1) return size;
    if (errno == ENOMSG) {
      if (++tries == 50) return -1;
      continue;
    }
    calls::fail_unless(E2BIG, "msgrcv");
    buffer.grow(2 * buffer.room());
  }
}
