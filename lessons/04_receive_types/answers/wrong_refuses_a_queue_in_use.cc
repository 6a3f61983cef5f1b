// check says: `handle` may call drain, to any depth, also for the same queue
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// Against a drain within a drain of the same queue; but that only handles the others first.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  static int busy = -1;
  if (busy == queue.id()) return 0;
  const int outer = busy;
  busy = queue.id();
  int handled = 0, in_a_row = 0;
  for (Job job;; ++handled) {
    const bool is_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::lowest_up_to(least_urgent))) {
      busy = outer;
      return handled;
    }
    handle(job);
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
}
