// check says: before each job, look again what is the most urgent now
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// While it is at type 2, nobody asks for type 1 any more.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  for (long type = 1; type <= least_urgent; ++type) {
    for (Job job;;) {
      const bool is_oldest = in_a_row == patience;
      if (!queue.try_receive(job, is_oldest ? Select::any() : Select::exactly(type))) break;
      handle(job);
      ++handled;
      in_a_row = is_oldest ? 0 : in_a_row + 1;
    }
  }
  return handled;
}
