// check says: each call answers for itself
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// Half of a long: type 2^32 + 2 becomes type 2.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  const int type = static_cast<int>(msgtyp);
  for (;;) {
    const ssize_t size =
        calls::msgrcv(queue.id(), buffer.message(), buffer.room(), type, IPC_NOWAIT);
    if (size != -1 || errno == ENOMSG) return size;
    calls::fail_unless(E2BIG, "msgrcv");
    buffer.grow(2 * buffer.room());
  }
}
