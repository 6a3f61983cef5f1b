// check says: nothing is handled, and nobody sleeps
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// After the last urgent job receive does not fail: it waits for the next.
int drain(Queue queue, long least_urgent, void (*handle)(const Job& job)) {
  int handled = 0;
  for (Job job; queue.status().messages > 0; ++handled) {
    queue.receive(job, Select::lowest_up_to(least_urgent));
    handle(job);
  }
  return handled;
}
