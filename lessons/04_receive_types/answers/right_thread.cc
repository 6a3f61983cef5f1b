#include "lessons/04_receive_types/exercise.h"

#include <future>

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// Another thread does it; what it throws comes out of the future.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  return std::async(std::launch::async,
                    [=] {
                      int handled = 0, in_a_row = 0;
                      for (Job job;; ++handled) {
                        const bool is_oldest = in_a_row == patience;
                        const Select select =
                            is_oldest ? Select::any() : Select::lowest_up_to(least_urgent);
                        if (!queue.try_receive(job, select)) return handled;
                        handle(job);
                        in_a_row = is_oldest ? 0 : in_a_row + 1;
                      }
                    })
      .get();
}
