// check says: a job that is not urgent stays where it is
#include "lessons/04_receive_types/exercise.h"

#include <climits>

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// Receives first and decides then: the job that was not urgent is lost.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  for (Job job;; ++handled) {
    const bool is_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::lowest_up_to(LONG_MAX))) {
      return handled;
    }
    if (!is_oldest && job.type > least_urgent) return handled;
    handle(job);
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
}
