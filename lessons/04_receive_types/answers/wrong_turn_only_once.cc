// check says: the oldest has its turn again and again
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// After the turn of the oldest the count must begin anew.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  for (Job job;; ++handled) {
    const bool is_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::lowest_up_to(least_urgent))) {
      return handled;
    }
    handle(job);
    ++in_a_row;
  }
}
