#include "lessons/05_flags/exercise.h"

#include <algorithm>

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// After E2BIG the status says how much would be enough, at least at that moment.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  for (;;) {
    const ssize_t size =
        calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
    if (size != -1) return size;
    if (errno == ENOMSG) return -1;
    calls::fail_unless(E2BIG, "msgrcv");
    buffer.grow(std::max<std::size_t>(2 * buffer.room(), queue.status().bytes));
  }
}
