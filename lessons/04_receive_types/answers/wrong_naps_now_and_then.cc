// check says: drain does not let time pass now and then either
#include "lessons/04_receive_types/exercise.h"

#include <unistd.h>

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// After every ten jobs a rest.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  for (Job job;; ++handled) {
    const bool is_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::lowest_up_to(least_urgent))) {
      return handled;
    }
    handle(job);
    if (handled % 10 == 9) usleep(1000);
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
}
