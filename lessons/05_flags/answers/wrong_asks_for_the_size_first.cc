// check says: a look is out of date at your next call
#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// No message can be larger than all of them together; but only as long as nobody sends.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  const auto bytes = queue.status().bytes;
  if (bytes > buffer.room()) buffer.grow(bytes);
  const ssize_t size =
      calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
  if (size == -1) calls::fail_unless(ENOMSG, "msgrcv");
  return size;
}
