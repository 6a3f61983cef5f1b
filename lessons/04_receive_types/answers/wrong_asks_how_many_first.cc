// check says: a turn is one call on the queue
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// Superfluous: the receive itself says whether there is anything.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  for (Job job;; ++handled) {
    if (queue.status().messages == 0) return handled;
    const bool is_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::lowest_up_to(least_urgent))) {
      return handled;
    }
    handle(job);
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
}
