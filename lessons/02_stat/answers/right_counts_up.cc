#include "lessons/02_stat/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Status;

// Without a division: how many whole percent fit into what is used.
int percent_full(Queue queue) {
  const Status now = queue.status();
  const unsigned __int128 used = now.bytes > now.messages ? now.bytes : now.messages;
  int percent = 0;
  while (percent < 100 &&
         used * 100 >= (percent + 1) * static_cast<unsigned __int128>(now.settings.max_bytes)) {
    ++percent;
  }
  return percent;
}
