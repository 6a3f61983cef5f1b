// check says: the result is how many jobs were handled
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// The last look into the queue finds no job.
int drain(Queue queue, long least_urgent, void (*handle)(const Job& job)) {
  Job job;
  int handled = 0;
  bool received = false;
  do {
    ++handled;
    received = queue.try_receive(job, Select::lowest_up_to(least_urgent));
    if (received) handle(job);
  } while (received);
  return handled;
}
