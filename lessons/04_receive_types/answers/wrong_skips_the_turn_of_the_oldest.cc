// check says: what a turn takes is decided in one call
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// If nobody waits at the turn of the oldest, it goes on with the most urgent; somebody has come
// now, who should have had that turn.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  for (Job job;; ++handled) {
    if (in_a_row < patience || !queue.try_receive(job)) {
      if (!queue.try_receive(job, Select::lowest_up_to(least_urgent))) return handled;
      ++in_a_row;
    } else {
      in_a_row = 0;
    }
    handle(job);
  }
}
