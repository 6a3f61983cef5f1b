// check says: a turn is one call, however many jobs there were before
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// After every twenty jobs, for a log that was taken out again.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  for (Job job;; ++handled) {
    const bool is_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::lowest_up_to(least_urgent))) {
      return handled;
    }
    handle(job);
    if (handled % 20 == 19) (void)queue.status();
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
}
