// check says: drain does not let time pass, for the caller
#include "lessons/04_receive_types/exercise.h"

#include <unistd.h>

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// Gives others a moment to send more; so the caller waits.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  for (Job job;; ++handled) {
    const bool is_oldest = in_a_row == patience;
    const Select select = is_oldest ? Select::any() : Select::lowest_up_to(least_urgent);
    if (!queue.try_receive(job, select)) {
      usleep(1000);
      return handled;
    }
    handle(job);
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
}
