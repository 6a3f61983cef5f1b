// A queue that does not outlive its program by accident.
#pragma once

#include <sys/types.h>

#include "common/queue.h"

namespace msgq {

// Removes its queue (msgctl(2), IPC_RMID) at the end of the scope, and when the process dies of a
// signal that the program neither handles nor ignores: Ctrl-C, SIGTERM, a broken pipe, abort, a
// crash, also one on a full stack, if the thread has made a ScopedQueue itself.
//
// The queue stays, and ipcs(1) shows it, after what runs neither a destructor nor a signal handler:
// SIGKILL, exec(3), _exit(2), and exit(3), which runs no destructors but those of static objects.
//
// Only the process that made it removes: fork(2) copies this object too, and a child must not take
// its parent's queue away. At most 64 of one process may live at a time.
class ScopedQueue : public Queue {
 public:
  // As Queue::create. A signal that comes in between is held until the queue can be removed.
  static ScopedQueue create(Key key, mode_t mode = 0600);

  // Takes over a queue that exists. If 64 live already, removes it and throws std::length_error.
  explicit ScopedQueue(Queue queue);

  ~ScopedQueue();

  ScopedQueue(const ScopedQueue&) = delete;
  ScopedQueue& operator=(const ScopedQueue&) = delete;

 private:
  pid_t owner_;
};

}  // namespace msgq
