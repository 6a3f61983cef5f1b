// check says: two thirds are 66 percent: rounded down
#include "lessons/02_stat/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Status;

// So a queue that is not full yet may be called 100 percent full.
int percent_full(Queue queue) {
  const Status now = queue.status();
  const std::size_t capacity = now.settings.max_bytes;
  const std::size_t used = now.bytes > now.messages ? now.bytes : now.messages;
  if (used >= capacity) return 100;
  return static_cast<int>((used * 100 + capacity / 2) / capacity);
}
