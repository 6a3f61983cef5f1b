#include "lessons/02_stat/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Status;

namespace {

std::size_t share(std::size_t used, std::size_t capacity) {
  return used >= capacity ? 100 : used * 100 / capacity;
}

}  // namespace

// Each share by itself, and the larger of the two.
int percent_full(Queue queue) {
  const Status now = queue.status();
  const std::size_t bytes = share(now.bytes, now.settings.max_bytes);
  const std::size_t messages = share(now.messages, now.settings.max_bytes);
  return static_cast<int>(bytes < messages ? messages : bytes);
}
