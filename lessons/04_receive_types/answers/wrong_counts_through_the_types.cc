// check says: do not count through all types
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// Right, but a type may be any positive long: 2 to the power of 63 calls for one job.
int drain(Queue queue, long least_urgent, void (*handle)(const Job& job)) {
  int handled = 0;
  Job job;
  for (long type = 1; type <= least_urgent; ++type) {
    if (!queue.try_receive(job, Select::exactly(type))) continue;
    handle(job);
    ++handled;
    type = 0;  // from the most urgent again
  }
  return handled;
}
