#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// A look is no promise: it only spares a call if the message is still there.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  while (msgtyp == 0 && calls::msgrcv(queue.id(), buffer.message(), buffer.room(), 0,
                                      MSG_COPY | IPC_NOWAIT) == -1) {
    if (errno == ENOMSG) return -1;
    calls::fail_unless(E2BIG, "msgrcv");
    buffer.grow(2 * buffer.room());
  }
  for (;;) {
    const ssize_t size =
        calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
    if (size != -1 || errno == ENOMSG) return size;
    calls::fail_unless(E2BIG, "msgrcv");
    buffer.grow(2 * buffer.room());
  }
}
