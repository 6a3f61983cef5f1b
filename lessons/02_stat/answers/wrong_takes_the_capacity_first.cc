// check says: the answer is true of one moment
#include "lessons/02_stat/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Status;

// Two looks only, but one of them for the capacity.
int percent_full(Queue queue) {
  const std::size_t capacity = queue.status().settings.max_bytes;
  const Status now = queue.status();
  const std::size_t used = now.bytes > now.messages ? now.bytes : now.messages;
  return used >= capacity ? 100 : static_cast<int>(used * 100 / capacity);
}
