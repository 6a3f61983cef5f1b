#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// TODO: drain in turns. This handles a single job: the oldest, urgent or not.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  const Select most_urgent = Select::lowest_up_to(least_urgent);
  int handled = 0;
  int in_a_row = 0;  // turns of the most urgent
  for (Job job;; ++handled) {
    const bool is_turn_of_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_turn_of_oldest ? Select::any() : most_urgent)) return handled;
    handle(job);
    in_a_row = is_turn_of_oldest ? 0 : in_a_row + 1;
  }
}
// end TODO
