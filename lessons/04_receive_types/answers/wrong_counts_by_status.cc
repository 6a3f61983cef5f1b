// check says: a job that came meanwhile counts too
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// What came in between is in neither count.
int drain(Queue queue, long least_urgent, void (*handle)(const Job& job)) {
  const std::size_t before = queue.status().messages;
  for (Job job; queue.try_receive(job, Select::lowest_up_to(least_urgent));) handle(job);
  return static_cast<int>(before - queue.status().messages);
}
