#include "lessons/07_removal/exercise.h"

#include <unistd.h>

#include "common/queue.h"

using msgq::Key;
using msgq::Queue;

// TODO: an owner that cleans up exactly once. This one cleans up too often.
constexpr pid_t nobody = 0;

Owner::Owner(Key key) : key_{key}, queue_{Queue::create(key)}, process_{getpid()} {}

Owner::~Owner() {
  if (process_ == getpid()) msgq::calls::msgctl(queue_.id(), IPC_RMID, nullptr);
}

Owner::Owner(Owner&& other) noexcept
    : key_{other.key_}, queue_{other.queue_}, process_{other.process_} {
  other.release();
}

Queue Owner::release() {
  process_ = nobody;
  return queue_;
}
// end TODO
