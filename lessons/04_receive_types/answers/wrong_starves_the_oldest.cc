// check says: after `patience` turns of the most urgent, the oldest job is taken
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// The loop of the page: while urgent jobs come, all others wait.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0;
  for (Job job; queue.try_receive(job, Select::lowest_up_to(least_urgent)); ++handled) handle(job);
  return patience < 0 ? 0 : handled;
}
