#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

namespace {

int drain_from(Queue queue, long least_urgent, int patience, void (*handle)(const Job&),
               int in_a_row) {
  const bool is_oldest = in_a_row == patience;
  Job job;
  if (!queue.try_receive(job, is_oldest ? Select::any() : Select::lowest_up_to(least_urgent))) {
    return 0;
  }
  handle(job);
  return 1 + drain_from(queue, least_urgent, patience, handle, is_oldest ? 0 : in_a_row + 1);
}

}  // namespace

// Recursion in place of the loop.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  return drain_from(queue, least_urgent, patience, handle, 0);
}
