// check says: a job has 0 to 64 bytes of any value
#include "lessons/04_receive_types/exercise.h"

#include <cerrno>

#include "common/queue.h"

using msgq::Queue;

// A job may contain a NUL, and need not end with one.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  struct {
    long type;
    char text[65];
  } raw;
  int handled = 0, in_a_row = 0;
  for (;; ++handled) {
    const bool is_oldest = in_a_row == patience;
    const long msgtyp = is_oldest ? 0 : -least_urgent;
    const ssize_t size = msgq::calls::msgrcv(queue.id(), &raw, 64, msgtyp, IPC_NOWAIT);
    if (size == -1) {
      msgq::calls::fail_unless(ENOMSG, "msgrcv");
      return handled;
    }
    raw.text[size] = 0;
    handle(Job{raw.type, raw.text});
    in_a_row = is_oldest ? 0 : in_a_row + 1;
  }
}
