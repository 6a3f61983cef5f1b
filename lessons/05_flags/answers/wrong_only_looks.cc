// check says: what was received is in the queue no more
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// With MSG_COPY it stays, and the next caller gets it again.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  const int msgflg = msgtyp == 0 ? MSG_COPY | IPC_NOWAIT : IPC_NOWAIT;
  for (;;) {
    const ssize_t size = calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, msgflg);
    if (size != -1 || errno == ENOMSG) return size;
    calls::fail_unless(E2BIG, "msgrcv");
    buffer.grow(2 * buffer.room());
  }
}
