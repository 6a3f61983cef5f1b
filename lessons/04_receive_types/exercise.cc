#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// TODO: drain in turns. This handles a single job: the oldest, urgent or not.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  Job job;
  if (least_urgent < 1 || patience < 0 || !queue.try_receive(job, Select::any())) return 0;
  handle(job);
  return 1;
}
// end TODO
