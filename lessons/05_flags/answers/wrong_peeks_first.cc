// check says: a look is out of date at your next call
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// Grows for the message that it sees, and receives another. (And place 0 is not msgtyp.)
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  while (calls::msgrcv(queue.id(), buffer.message(), buffer.room(), 0, MSG_COPY | IPC_NOWAIT) ==
         -1) {
    if (errno == ENOMSG) return -1;
    calls::fail_unless(E2BIG, "msgrcv");
    buffer.grow(2 * buffer.room());
  }
  const ssize_t size =
      calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
  if (size == -1) calls::fail_unless(ENOMSG, "msgrcv");
  return size;
}
