// check says: that comes whole, too
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// The status says how much is enough; MSG_NOERROR, to be sure of no error. It was enough.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  ssize_t size = calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
  if (size == -1 && errno == E2BIG) {
    buffer.grow(buffer.room() + queue.status().bytes);
    size = calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp,
                         MSG_NOERROR | IPC_NOWAIT);
  }
  if (size == -1) calls::fail_unless(ENOMSG, "msgrcv");
  return size;
}
