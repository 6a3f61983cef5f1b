// check says: the answer is true of one moment
#include "lessons/02_stat/exercise.h"

#include "common/queue.h"

using msgq::Queue;

// Looks at each message, while others take some of them away.
int percent_full(Queue queue) {
  std::size_t messages = 0, bytes = 0;
  for (msgq::Text<8192> message; queue.try_peek(message, static_cast<long>(messages)); ++messages) {
    bytes += message.size();
  }
  const std::size_t capacity = queue.status().settings.max_bytes;
  const std::size_t used = bytes > messages ? bytes : messages;
  return used >= capacity ? 100 : static_cast<int>(used * 100 / capacity);
}
