// A queue that does not outlive its program by accident.
#pragma once

#include <sys/types.h>

#include "common/queue.h"

namespace msgq {

// Removes its queue (msgctl(2), IPC_RMID) at the end of the scope, and when the process dies of a
// signal (Ctrl-C, SIGTERM, SIGHUP, a broken pipe, abort, a crash) that the program does not handle
// itself. Nothing can act on SIGKILL: then ipcs(1) still shows the queue.
//
// Only the process that made it removes: fork(2) copies this object too, and a child must not take
// its parent's queue away. At most 64 may live in one process at a time (std::length_error).
class ScopedQueue : public Queue {
 public:
  // As Queue::create. A signal that comes in between is held until the queue can be removed.
  static ScopedQueue create(Key key, mode_t mode = 0600);

  // Takes over a queue that exists.
  explicit ScopedQueue(Queue queue);

  ~ScopedQueue();

  ScopedQueue(const ScopedQueue&) = delete;
  ScopedQueue& operator=(const ScopedQueue&) = delete;

 private:
  pid_t owner_;
};

}  // namespace msgq
