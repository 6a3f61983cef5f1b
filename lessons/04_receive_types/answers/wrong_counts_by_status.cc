// check says: a job that came meanwhile is counted too
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// What came in between is in neither count.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  const std::size_t before = queue.status().messages;
  int in_a_row = 0;
  for (Job job;;) {
    const bool is_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::lowest_up_to(least_urgent))) {
      return static_cast<int>(before - queue.status().messages);
    }
    handle(job);
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
}
