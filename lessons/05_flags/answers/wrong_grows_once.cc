// check says: the message comes whole
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// Twice as much will do, surely.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  ssize_t size = calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
  if (size == -1 && errno == E2BIG) {
    buffer.grow(2 * buffer.room());
    size = calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
  }
  if (size == -1) calls::fail_unless(ENOMSG, "msgrcv");
  return size;
}
