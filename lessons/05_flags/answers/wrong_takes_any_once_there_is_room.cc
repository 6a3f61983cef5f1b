// check says: msgtyp alone says which message comes
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// "It is at the head, or it would not have been E2BIG."
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  for (;;) {
    const ssize_t size =
        calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
    if (size != -1 || errno == ENOMSG) return size;
    calls::fail_unless(E2BIG, "msgrcv");
    buffer.grow(2 * buffer.room());
    msgtyp = 0;
  }
}
