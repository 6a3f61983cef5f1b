// check says: the lowest type goes first, however late it came
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// Finds the most urgent type once, and stays with it.
int drain(Queue queue, long least_urgent, void (*handle)(const Job& job)) {
  Job job;
  if (!queue.try_receive(job, Select::lowest_up_to(least_urgent))) return 0;
  int handled = 0;
  do {
    handle(job);
    ++handled;
  } while (queue.try_receive(job, Select::exactly(job.type)));
  return handled;
}
