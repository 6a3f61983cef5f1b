// check says: drain does not let time pass between two jobs
#include "lessons/04_receive_types/exercise.h"

#include <chrono>
#include <thread>

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// "So as not to use the processor all the time."
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  for (Job job;; ++handled) {
    const bool is_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::lowest_up_to(least_urgent))) {
      return handled;
    }
    handle(job);
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
}
