#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// Recursion in place of the loop.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  const ssize_t size =
      calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
  if (size != -1 || errno == ENOMSG) return size;
  calls::fail_unless(E2BIG, "msgrcv");
  buffer.grow(2 * buffer.room() + 64);
  return receive_whole(queue, buffer, msgtyp);
}
