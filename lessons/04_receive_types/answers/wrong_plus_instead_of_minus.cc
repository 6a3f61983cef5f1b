// check says: the lowest type goes first, however late it came
#include "lessons/04_receive_types/exercise.h"

#include "common/queue.h"

using msgq::Queue;
using msgq::Select;

// msgtyp 2 is type 2 and no other; it takes -2 to mean "1 or 2".
int drain(Queue queue, long least_urgent, void (*handle)(const Job& job)) {
  int handled = 0;
  for (Job job; queue.try_receive(job, Select::exactly(least_urgent)); ++handled) handle(job);
  return handled;
}
