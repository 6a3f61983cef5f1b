// check says: it makes no queue
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// One more queue, for what is too large. Nobody ever removes it.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  [[maybe_unused]] const Queue spare = Queue::create(msgq::ipc_private);
  for (;;) {
    const ssize_t size =
        calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
    if (size != -1 || errno == ENOMSG) return size;
    calls::fail_unless(E2BIG, "msgrcv");
    buffer.grow(2 * buffer.room());
  }
}
