// check says: where the buffer is not, or is no more
#include "lessons/05_flags/exercise.h"

#include <cstring>

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// Leaves no traces, in memory that is not its own any more.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  for (;;) {
    const ssize_t size =
        calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
    if (size != -1 || errno == ENOMSG) return size;
    calls::fail_unless(E2BIG, "msgrcv");
    void* const before = buffer.message();
    const std::size_t room = buffer.room();
    buffer.grow(2 * room);
    std::memset(before, 0, sizeof(long) + room);
  }
}
