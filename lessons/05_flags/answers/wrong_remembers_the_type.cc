// check says: msgtyp says so anew at each call
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// It waits for the message that did not fit. If another took that, one of another type is next.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  for (;;) {
    const ssize_t size =
        calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
    if (size != -1 || errno == ENOMSG) return size;
    calls::fail_unless(E2BIG, "msgrcv");
    if (msgtyp < 0) {
      msgq::Text<8192> first;
      long lowest = 0;
      for (long place = 0;; ++place) {
        const ssize_t seen =
            calls::msgrcv(queue.id(), &first, first.room, place, IPC_NOWAIT | MSG_COPY);
        if (seen == -1) break;
        if (first.type + msgtyp <= 0 && (lowest == 0 || first.type < lowest)) lowest = first.type;
      }
      if (lowest != 0) msgtyp = lowest;
    }
    buffer.grow(2 * buffer.room());
  }
}
