#include "lessons/07_removal/exercise.h"

#include <unistd.h>

#include "common/queue.h"

using msgq::Key;
using msgq::Queue;

// TODO: an owner that cleans up exactly once. This one cleans up too often.
Owner::Owner(Key key) : key_{key}, queue_{Queue::create(key)} {}

Owner::~Owner() { queue_.remove(); }

Owner::Owner(Owner&& other) noexcept
    : key_{other.key_}, queue_{other.queue_}, process_{other.process_} {}

Queue Owner::release() { return queue_; }
// end TODO
