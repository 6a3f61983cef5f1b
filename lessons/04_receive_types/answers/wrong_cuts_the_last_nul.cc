// check says: a job has 0 to 64 bytes of any value
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// It takes the last of 64 bytes for the end of a C string; but all 64 belong to the job.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  for (Job job;; ++handled) {
    const bool is_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::lowest_up_to(least_urgent))) {
      return handled;
    }
    if (job.size() == Job::room && job.data()[Job::room - 1] == '\0') job.set_size(Job::room - 1);
    handle(job);
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
}
