// check says: the answer is true of one moment
#include "lessons/02_stat/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Status;

// Each share by a look of its own, in the other order.
int percent_full(Queue queue) {
  const Status messages = queue.status();
  if (messages.messages >= messages.settings.max_bytes) return 100;
  const std::size_t share_of_messages = messages.messages * 100 / messages.settings.max_bytes;
  const Status bytes = queue.status();
  if (bytes.bytes >= bytes.settings.max_bytes) return 100;
  const std::size_t share_of_bytes = bytes.bytes * 100 / bytes.settings.max_bytes;
  return static_cast<int>(share_of_bytes > share_of_messages ? share_of_bytes : share_of_messages);
}
