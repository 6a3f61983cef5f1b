// check says: the bytes of its text are returned
#include "lessons/05_flags/exercise.h"

#include <unistd.h>

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// So that it can never sleep; but five seconds later SIGALRM ends the caller.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  alarm(5);
  for (;;) {
    const ssize_t size =
        calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
    if (size != -1 || errno == ENOMSG) return size;
    calls::fail_unless(E2BIG, "msgrcv");
    buffer.grow(2 * buffer.room());
  }
}
