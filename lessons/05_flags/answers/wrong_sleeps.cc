// check says: if no message matches, it returns -1
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// Without IPC_NOWAIT there is no ENOMSG.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  for (;;) {
    const ssize_t size = calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, 0);
    if (size != -1) return size;
    calls::fail_unless(E2BIG, "msgrcv");
    buffer.grow(2 * buffer.room());
  }
}
