#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// Whose turn it is, from the count alone: in more than 32 bits, for patience may be the largest
// int.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  long turn = 0;
  for (Job job;; ++turn) {
    const bool is_oldest = turn % (1L + patience) == patience;
    const Select select = {.msgtyp = is_oldest ? 0 : -least_urgent};
    if (!queue.try_receive(job, select)) return static_cast<int>(turn);
    handle(job);
  }
}
