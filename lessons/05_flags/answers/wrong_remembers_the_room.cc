// check says: each call answers for itself
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// Grows well, but the next buffer is not as large as the last.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  static std::size_t room = buffer.room();
  for (;;) {
    const ssize_t size = calls::msgrcv(queue.id(), buffer.message(), room, msgtyp, IPC_NOWAIT);
    if (size != -1 || errno == ENOMSG) return size;
    calls::fail_unless(E2BIG, "msgrcv");
    room *= 2;
    buffer.grow(room);
  }
}
