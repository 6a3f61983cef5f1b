// check says: the lowest type goes first, however late it came
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// msgtyp 2 is type 2 and no other; it takes -2 to mean "1 or 2".
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  for (Job job;; ++handled) {
    const bool is_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::exactly(least_urgent))) {
      return handled;
    }
    handle(job);
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
}
