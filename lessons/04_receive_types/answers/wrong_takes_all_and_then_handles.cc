// check says: before each job, look again what is the most urgent now
#include "lessons/04_receive_types/exercise.h"

#include <vector>

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// What has left the queue has no priority any more; and if the program dies now, it is lost.
int drain(Queue queue, long least_urgent, void (*handle)(const Job& job)) {
  std::vector<Job> jobs;
  for (Job job; queue.try_receive(job, Select::lowest_up_to(least_urgent));) jobs.push_back(job);
  for (const Job& job : jobs) handle(job);
  return static_cast<int>(jobs.size());
}
