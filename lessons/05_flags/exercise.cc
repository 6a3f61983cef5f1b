#include "lessons/05_flags/exercise.h"

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// TODO: a receive that grows its buffer. This one gives up if the message is larger than the room.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  const ssize_t size =
      calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp, IPC_NOWAIT);
  if (size == -1) calls::fail("msgrcv");
  return size;
}
// end TODO
