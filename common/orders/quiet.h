// Who runs, who sleeps, and who will wake: what is asked before all is said to be quiet.
#pragma once

#include <signal.h>

#include <chrono>

#include "common/orders/task.h"

namespace msgq::orders {

// Tells of a stop or an end of a child, as long as it lives: it blocks SIGCHLD, and waits for it.
class Bell {
 public:
  Bell();
  ~Bell();
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  // False if it was not heard in this time, which is less than a second. sigtimedwait(2)
  bool rings_within(std::chrono::nanoseconds time) const;

 private:
  sigset_t sigchld_{}, before_{};
};

// Is there a child that it waits for and that has ended? The kernel may take its time to wake it.
bool is_about_to_wake(const Task& task, const Tasks& tasks);

// The processor time of all that live.
double seconds_computed(const Tasks& tasks);

// Or has somebody been killed by another, and is on his way out?
bool all_that_stand_do(const Tasks& tasks);

// Does anybody sleep in a call that has a time-out, or may have one?
bool may_wake_by_itself(const Tasks& tasks);

}  // namespace msgq::orders
