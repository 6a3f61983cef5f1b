// check says: every error but EEXIST and ENOENT is thrown
#include "lessons/01_create_queue/exercise.h"

#include <stdexcept>
#include <system_error>

#include "common/queue.h"

using msgq::Key;
using msgq::Queue;

// Tells that it failed, and keeps the reason to itself.
Opened open_or_create(Key key) {
  for (;;) {
    try {
      return {Queue::create(key), true};
    } catch (const std::system_error& error) {
      if (error.code().value() != EEXIST) throw std::runtime_error{"no queue"};
    }
    try {
      return {Queue::open(key), false};
    } catch (const std::system_error& error) {
      if (error.code().value() != ENOENT) throw std::runtime_error{"no queue"};
    }
  }
}
