// check says: the answer is true of one moment
#include "lessons/02_stat/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Status;

// "To be on the safe side": half of two truths.
namespace {

int look(Queue queue) {
  const Status now = queue.status();
  const std::size_t capacity = now.settings.max_bytes;
  const std::size_t used = now.bytes > now.messages ? now.bytes : now.messages;
  return used >= capacity ? 100 : static_cast<int>(used * 100 / capacity);
}

}  // namespace

int percent_full(Queue queue) {
  const int first = look(queue), second = look(queue);
  return (first + second) / 2;
}
