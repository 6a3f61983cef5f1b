// check says: it looks at a busy queue no more often than at a quiet one
#include "lessons/02_stat/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Status;

// A third look, if messages have come or gone; that is true of one moment no more than the second.
int percent_full(Queue queue) {
  const Status before = queue.status();
  Status now = queue.status();
  if (now.messages != before.messages) now = queue.status();
  const std::size_t capacity = now.settings.max_bytes;
  const std::size_t used = now.bytes > now.messages ? now.bytes : now.messages;
  if (used >= capacity) return 100;
  return static_cast<int>(used * 100 / capacity);
}
