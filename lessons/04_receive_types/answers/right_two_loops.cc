#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// The turns as two loops, one within the other.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0;
  for (Job job;;) {
    for (int turn = 0; turn < patience; ++turn, ++handled) {
      if (!queue.try_receive(job, Select::lowest_up_to(least_urgent))) return handled;
      handle(job);
    }
    if (!queue.try_receive(job)) return handled;
    handle(job);
    ++handled;
  }
}
