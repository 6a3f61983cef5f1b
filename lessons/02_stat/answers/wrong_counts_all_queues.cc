// check says: bytes fill a queue: they use a share of its own capacity
#include "lessons/02_stat/exercise.h"

#include <sys/msg.h>

#include "common/queue.h"

using msgq::Queue;

// MSG_INFO sums up all queues: msgtql are their bytes, msgmap their messages.
int percent_full(Queue queue) {
  msginfo all{};
  if (::msgctl(queue.id(), MSG_INFO, reinterpret_cast<msqid_ds*>(&all)) == -1) {
    msgq::calls::fail("msgctl");
  }
  const auto used = static_cast<std::size_t>(all.msgtql > all.msgmap ? all.msgtql : all.msgmap);
  const std::size_t capacity = queue.status().settings.max_bytes;
  return used >= capacity ? 100 : static_cast<int>(used * 100 / capacity);
}
