// check says: a capacity may be lowered: more than full is full: 100
#include "lessons/02_stat/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Status;

// The owner may lower the capacity below what is in use; nothing is dropped then.
int percent_full(Queue queue) {
  const Status now = queue.status();
  const std::size_t used = now.bytes > now.messages ? now.bytes : now.messages;
  if (now.settings.max_bytes == 0) return 100;
  return static_cast<int>(used * 100 / now.settings.max_bytes);
}
