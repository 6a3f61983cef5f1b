// check says: before each job, look again what is the most urgent now
#include "lessons/04_receive_types/exercise.h"

#include <vector>

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// What has left the queue has no priority any more; and if the program dies now, it is lost.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  std::vector<Job> jobs;
  int in_a_row = 0;
  for (Job job;; jobs.push_back(job)) {
    const bool is_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::lowest_up_to(least_urgent))) {
      break;
    }
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
  for (const Job& job : jobs) handle(job);
  return static_cast<int>(jobs.size());
}
