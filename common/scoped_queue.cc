#include "common/scoped_queue.h"

#include <cerrno>
#include <stdexcept>

#include "common/calls.h"
#include "common/remove_on_death.h"

namespace msgq {

ScopedQueue ScopedQueue::create(Key key, mode_t mode) {
  const BlockedSignals blocked;
  return ScopedQueue{Queue::create(key, mode)};
}

ScopedQueue::ScopedQueue(Queue queue) : Queue{queue} {
  if (remove_on_death(id())) return;
  calls::msgctl(id(), IPC_RMID, nullptr);
  throw std::length_error{"more than 64 ScopedQueue objects at a time, or no memory for one"};
}

ScopedQueue::~ScopedQueue() {
  if (!is_ours(id())) return;
  const int error = errno;  // which is the caller's
  // A lesson may have removed the queue already; at the end of a scope that is nobody's problem.
  calls::msgctl(id(), IPC_RMID, nullptr);
  forget(id());  // after the removal: a signal in between would else leave the queue
  errno = error;
}

}  // namespace msgq
