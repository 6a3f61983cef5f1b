#include "lessons/02_stat/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Status;

// TODO: how full, in percent. This only says how many messages wait.
int percent_full(Queue queue) {
  const Status now = queue.status();
  const std::size_t capacity = now.settings.max_bytes;
  const std::size_t used = now.bytes > now.messages ? now.bytes : now.messages;
  if (used >= capacity) return 100;  // a capacity of 0 too
  return static_cast<int>(used * 100 / capacity);
}
// end TODO
