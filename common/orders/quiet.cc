#include "common/orders/quiet.h"

#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include <algorithm>

#include "common/orders/proc.h"

namespace msgq::orders {

Bell::Bell() {
  sigemptyset(&sigchld_);
  sigaddset(&sigchld_, SIGCHLD);
  pthread_sigmask(SIG_BLOCK, &sigchld_, &before_);
}

Bell::~Bell() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

bool Bell::rings_within(std::chrono::nanoseconds time) const {
  const timespec most{.tv_sec = 0, .tv_nsec = static_cast<long>(time.count())};
  return sigtimedwait(&sigchld_, nullptr, &most) == SIGCHLD;
}

bool is_about_to_wake(const Task& task, const Tasks& tasks) {
  if (task.is_in_call) return false;
  const Call call = sleeping_call(task.tid);
  if (call.number != SYS_wait4 && call.number != SYS_waitid) return false;
  const bool is_any = call.number == SYS_waitid && call.arguments[0] != P_PID;
  const auto wanted =
      static_cast<pid_t>(is_any ? 0 : call.arguments[call.number == SYS_waitid ? 1 : 0]);
  for (const auto& [name, child] : tasks) {
    if (child.parent != task.name || child.state != Task::State::ended || child.is_thread) continue;
    if ((wanted <= 0 || wanted == child.tid) && is_zombie(child.tid)) return true;
  }
  return false;
}

double seconds_computed(const Tasks& tasks) {
  double sum = 0;
  for (const auto& [name, task] : tasks) {
    if (task.state != Task::State::ended) sum += seconds_computed(task.tid);
  }
  return sum;
}

bool all_that_stand_do(const Tasks& tasks) {
  return std::all_of(tasks.begin(), tasks.end(), [](const auto& entry) {
    return entry.second.state != Task::State::standing || is_stopped_by_tracer(entry.second.tid);
  });
}

bool may_wake_by_itself(const Tasks& tasks) {
  for (const auto& [name, task] : tasks) {
    if (task.state != Task::State::running || task.is_in_call) continue;
    if (task.is_thread && sleeping_call(task.tid).is_nap()) continue;  // a sanitizer's
    if (!sleeps_until_woken(task.tid)) return true;
  }
  return false;
}

}  // namespace msgq::orders
