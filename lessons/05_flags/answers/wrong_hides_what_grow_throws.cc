// check says: what grow() throws is thrown
#include "lessons/05_flags/exercise.h"

#include <exception>

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// There is a message, and the caller hears that there is none.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  for (;;) {
    const ssize_t size =
        calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
    if (size != -1 || errno == ENOMSG) return size;
    calls::fail_unless(E2BIG, "msgrcv");
    try {
      buffer.grow(2 * buffer.room());
    } catch (const std::exception&) {
      return -1;
    }
  }
}
