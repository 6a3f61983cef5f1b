// check says: jobs of any type
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// A type may be any positive long: 2 to the power of 63 calls for one job.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  Job job;
  for (long type = 1; type <= least_urgent; ++type) {
    const bool is_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::exactly(type))) continue;
    handle(job);
    ++handled;
    in_a_row = is_oldest ? 0 : in_a_row + 1;
    type = 0;  // from the most urgent again
  }
  return handled;
}
