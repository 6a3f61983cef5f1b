// check says: a message that did not fit may be gone
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// "We know that it is there": we knew.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  int msgflg = IPC_NOWAIT;
  for (;;) {
    const ssize_t size = calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, msgflg);
    if (size != -1 || errno == ENOMSG) return size;
    calls::fail_unless(E2BIG, "msgrcv");
    buffer.grow(2 * buffer.room());
    msgflg = 0;
  }
}
