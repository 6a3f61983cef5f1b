// check says: grow() has moved it
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// Asks once where the buffer is.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  void* const message = buffer.message();
  for (;;) {
    const ssize_t size = calls::msgrcv(queue.id(), message, buffer.room(), msgtyp, IPC_NOWAIT);
    if (size != -1 || errno == ENOMSG) return size;
    calls::fail_unless(E2BIG, "msgrcv");
    buffer.grow(2 * buffer.room());
  }
}
