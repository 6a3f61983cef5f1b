#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// TODO: drain, the most urgent first. This handles a single job: the oldest, urgent or not.
int drain(Queue queue, long least_urgent, void (*handle)(const Job& job)) {
  int handled = 0;
  for (Job job; queue.try_receive(job, Select::lowest_up_to(least_urgent)); ++handled) handle(job);
  return handled;
}
// end TODO
