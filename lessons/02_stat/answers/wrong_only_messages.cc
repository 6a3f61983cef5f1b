// check says: bytes fill a queue: they use a share of its own capacity
#include "lessons/02_stat/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Status;

// Counts what waits, and forgets how large it is.
int percent_full(Queue queue) {
  const Status now = queue.status();
  if (now.messages >= now.settings.max_bytes) return 100;
  return static_cast<int>(now.messages * 100 / now.settings.max_bytes);
}
