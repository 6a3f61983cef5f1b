// check says: before each job, look again what is the most urgent now
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// How many wait is true of one moment only.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  Job job;
  for (std::size_t waiting = queue.status().messages; waiting > 0; --waiting) {
    const bool is_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::lowest_up_to(least_urgent))) {
      break;
    }
    handle(job);
    ++handled;
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
  return handled;
}
