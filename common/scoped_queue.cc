#include "common/scoped_queue.h"

#include <stdexcept>

#include "common/calls.h"
#include "common/remove_on_death.h"

namespace msgq {

ScopedQueue ScopedQueue::create(Key key, mode_t mode) {
  const HeldSignals held;
  return ScopedQueue{Queue::create(key, mode)};
}

ScopedQueue::ScopedQueue(Queue queue) : Queue{queue} {
  if (remove_on_death(id())) return;
  calls::msgctl(id(), IPC_RMID, nullptr);
  throw std::length_error{"more than 64 ScopedQueue objects at a time"};
}

ScopedQueue::~ScopedQueue() {
  if (!is_ours(id())) return;
  // A lesson may have removed the queue already; at the end of a scope that is nobody's problem.
  calls::msgctl(id(), IPC_RMID, nullptr);
  forget(id());  // last: a signal before this line would else leave the queue
}

}  // namespace msgq
