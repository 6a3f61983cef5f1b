// What the steps of exercise 2 stand on.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

#include "common/scoped_queue.h"
#include "common/testing/queues.h"

namespace stage {

// A queue that holds at most so many bytes, and so many messages.
class Small : public msgq::ScopedQueue {
 public:
  explicit Small(std::size_t capacity) : ScopedQueue{Queue::create(msgq::ipc_private)} {
    msgq::testing::set_capacity(*this, capacity);
  }

  void fill(std::size_t messages, const std::string& text) const {
    for (std::size_t i = 0; i < messages; ++i) send(msgq::Text<8192>{1, text});
  }
};

// What exercise.h promises, in one line.
inline int percent(std::size_t bytes, std::size_t messages, std::size_t capacity) {
  const std::size_t used = std::max(bytes, messages);
  return used >= capacity ? 100 : static_cast<int>(used * 100 / capacity);
}

inline int percent(const msgq::Status& status) {
  return percent(status.bytes, status.messages, status.settings.max_bytes);
}

// All that a look at a queue must leave as it was.
inline std::string in_words(const msgq::Status& status) {
  return std::to_string(status.messages) + " messages, " + std::to_string(status.bytes) +
         " bytes, capacity " + std::to_string(status.settings.max_bytes) + ", last sender " +
         std::to_string(status.last_sender) + ", last receiver " +
         std::to_string(status.last_receiver) + ", changed " + std::to_string(status.last_change);
}

}  // namespace stage
