// check says: each call answers for itself
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// Eight times ought to be enough, and is not if the room was 1.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  for (int i = 0; i < 8; ++i) {
    const ssize_t size =
        calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
    if (size != -1 || errno == ENOMSG) return size;
    calls::fail_unless(E2BIG, "msgrcv");
    buffer.grow(2 * buffer.room());
  }
  return -1;
}
