// check says: the lowest type goes first, however late it came
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// Finds the most urgent type once, and stays with it.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  Job job;
  if (!queue.try_receive(job, Select::lowest_up_to(least_urgent))) return 0;
  int handled = 0, in_a_row = 0;
  for (const long type = job.type;; ++handled) {
    handle(job);
    in_a_row = in_a_row == patience ? 0 : in_a_row + 1;
    const Select select = in_a_row == patience ? Select::any() : Select::exactly(type);
    if (!queue.try_receive(job, select)) return handled + 1;
  }
}
