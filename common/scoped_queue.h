// A queue that does not outlive its program by accident.
#pragma once

#include "common/queue.h"

namespace msgq {

// Removes its queue, by its id (msgctl(2), IPC_RMID), at the end of the scope, and when the process
// dies of a signal that the program neither handles, nor ignores, nor has reset to its default
// since: Ctrl-C, SIGTERM, a broken pipe, abort, a crash, also one on a full stack, as long as the
// thread has made a ScopedQueue itself and keeps its alternate stack, sigaltstack(2).
//
// The queue stays, and ipcs(1) shows it,
//   - after what runs neither a destructor nor a handler: SIGKILL, a signal of the C library's own
//     (32 and 33), a crash while its signal is blocked, what seccomp(2) kills, exec(3), _exit(2),
//     quick_exit(3), longjmp(3) out of the scope, and exit(3), which destroys only objects that are
//     static, or thread_local of its thread;
//   - if the process may not remove it any more: it has become another user, or entered another IPC
//     namespace. Nobody is told.
//
// Only the process that made it removes: fork(2) copies this object too, and a child must not take
// its parent's queue away. At most 64 of one process may live at a time.
class ScopedQueue : public Queue {
 public:
  // As Queue::create. A signal to this thread that comes in between is held until the queue can be
  // removed; one to the process, only if it has no other thread.
  static ScopedQueue create(Key key, mode_t mode = 0600);

  // Takes over a queue that exists. If 64 live already, or there is no memory, removes it and
  // throws std::length_error.
  explicit ScopedQueue(Queue queue);

  // Leaves errno alone.
  ~ScopedQueue();

  ScopedQueue(const ScopedQueue&) = delete;
  ScopedQueue& operator=(const ScopedQueue&) = delete;
};

}  // namespace msgq
