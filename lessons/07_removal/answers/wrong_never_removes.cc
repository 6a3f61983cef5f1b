// check says: at the end of the scope the queue is removed
#include "lessons/07_removal/exercise.h"

#include <unistd.h>

#include "common/queue.h"

using msgq::Key;
using msgq::Queue;

constexpr pid_t nobody = 0;

Owner::Owner(Key key) : key_{key}, queue_{Queue::create(key)}, process_{getpid()} {}

// The kernel will remove it when the program ends, as it does with memory and files. It will not.
Owner::~Owner() { process_ = nobody; }

Owner::Owner(Owner&& other) noexcept
    : key_{other.key_}, queue_{other.queue_}, process_{other.process_} {
  other.release();
}

Queue Owner::release() {
  process_ = nobody;
  return queue_;
}
