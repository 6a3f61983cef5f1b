// check says: where nothing urgent waits, drain returns 0
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// "Nobody urgent? Then let another have the turn." But those are for others to take.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  for (Job job;; ++handled) {
    const bool is_oldest = in_a_row == patience;
    if (is_oldest || !queue.try_receive(job, Select::lowest_up_to(least_urgent))) {
      if (!queue.try_receive(job)) return handled;
      in_a_row = -1;
    }
    handle(job);
    ++in_a_row;
  }
}
