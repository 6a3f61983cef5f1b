// check says: before each job, look again what is the most urgent now
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// While it is at type 2, nobody asks for type 1 any more.
int drain(Queue queue, long least_urgent, void (*handle)(const Job& job)) {
  int handled = 0;
  for (long type = 1; type <= least_urgent; ++type) {
    for (Job job; queue.try_receive(job, Select::exactly(type)); ++handled) handle(job);
  }
  return handled;
}
