// Exercise 7: an owner that cleans up exactly once.
#pragma once

#include <sys/types.h>

#include "common/queue.h"

// Creates a queue, and removes it at the end of its scope; as ScopedQueue does, but the queue can
// be given away.
class Owner {
 public:
  // Creates the queue. Throws EEXIST if there is one with this key: it belongs to somebody else.
  explicit Owner(msgq::Key key);

  // Removes the queue, unless it was given away, or this is another process than the one that
  // created it. If somebody has removed it before, that is all right. Never throws.
  ~Owner();

  // Takes the queue over from the other, which has none to remove any more.
  Owner(Owner&& other) noexcept;

  // Gives the queue away: it is the caller's to remove from now on.
  msgq::Queue release();

  msgq::Queue queue() const { return queue_; }

  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;

 private:
  // Not all of them need be used.
  [[maybe_unused]] msgq::Key key_;
  msgq::Queue queue_;
  [[maybe_unused]] pid_t process_ = 0;
};
