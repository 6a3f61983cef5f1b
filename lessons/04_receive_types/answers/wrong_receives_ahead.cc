// check says: before each job, look again what is the most urgent now
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// Has the next job in its hands before this one is done; a more urgent one must wait.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  Job job, next;
  bool has_job =
      queue.try_receive(job, patience == 0 ? Select::any() : Select::lowest_up_to(least_urgent));
  for (; has_job; ++handled) {
    in_a_row = in_a_row == patience ? 0 : in_a_row + 1;
    const bool is_oldest = in_a_row == patience;
    has_job =
        queue.try_receive(next, is_oldest ? Select::any() : Select::lowest_up_to(least_urgent));
    handle(job);
    job = next;
  }
  return handled;
}
