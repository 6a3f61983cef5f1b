// check says: patience is an int
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// "Nobody is so patient."
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0;
  signed char in_a_row = 0;
  const auto most = static_cast<signed char>(patience);
  for (Job job;; ++handled) {
    const bool is_oldest = in_a_row == most;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::lowest_up_to(least_urgent))) {
      return handled;
    }
    handle(job);
    in_a_row = static_cast<signed char>(is_oldest ? 0 : in_a_row + 1);
  }
}
