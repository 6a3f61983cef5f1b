// check says: a job that is less urgent stays where it is
#include "lessons/04_receive_types/exercise.h"

#include <climits>

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// Receives first and decides then: the job that was not urgent is lost.
int drain(Queue queue, long least_urgent, void (*handle)(const Job& job)) {
  int handled = 0;
  for (Job job; queue.try_receive(job, Select::lowest_up_to(LONG_MAX)); ++handled) {
    if (job.type > least_urgent) break;
    handle(job);
  }
  return handled;
}
