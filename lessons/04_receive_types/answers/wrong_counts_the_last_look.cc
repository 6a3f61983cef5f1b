// check says: drain returns 0, and does not sleep
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// The last look into the queue finds no job.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 1, in_a_row = 0;
  for (Job job;; ++handled) {
    const bool is_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::lowest_up_to(least_urgent))) {
      return handled;
    }
    handle(job);
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
}
