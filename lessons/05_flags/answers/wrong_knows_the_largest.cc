// check says: no room is large enough for ever
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// 8192 is the default of msgmax, and an administrator may have set another.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  ssize_t size = calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
  if (size == -1 && errno == E2BIG) {
    buffer.grow(8192);
    size = calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
  }
  if (size == -1) calls::fail_unless(ENOMSG, "msgrcv");
  return size;
}
