// check says: the lowest type goes first, however late it came
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// "Below least_urgent" instead of "up to".
int drain(Queue queue, long least_urgent, void (*handle)(const Job& job)) {
  if (least_urgent == 1) return 0;
  int handled = 0;
  for (Job job; queue.try_receive(job, Select::lowest_up_to(least_urgent - 1)); ++handled)
    handle(job);
  return handled;
}
