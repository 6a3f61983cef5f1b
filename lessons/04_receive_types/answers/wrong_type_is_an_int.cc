// check says: the kernel compares types, any long
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// In the kernel a type is a long.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  const int least = static_cast<int>(least_urgent);
  int handled = 0, in_a_row = 0;
  for (Job job;; ++handled) {
    const bool is_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::lowest_up_to(least))) {
      return handled;
    }
    handle(job);
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
}
