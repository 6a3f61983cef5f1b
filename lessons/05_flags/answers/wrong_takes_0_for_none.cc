// check says: an empty message is a message
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// As with read, where 0 is the end. The empty message is lost.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  for (;;) {
    const ssize_t size =
        calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
    if (size > 0) return size;
    if (size == 0 || errno == ENOMSG) return -1;
    calls::fail_unless(E2BIG, "msgrcv");
    buffer.grow(2 * buffer.room());
  }
}
