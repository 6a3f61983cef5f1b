// check says: each call answers for itself
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// errno says something only after -1; what it says here is from long ago.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  for (;;) {
    const ssize_t size =
        calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
    if (errno == ENOMSG) return -1;
    if (size != -1) return size;
    calls::fail_unless(E2BIG, "msgrcv");
    buffer.grow(2 * buffer.room());
  }
}
