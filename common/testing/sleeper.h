// Another process that sleeps in msgrcv or msgsnd, so that something can happen to it there.
#pragma once

#include <signal.h>
#include <unistd.h>

#include "common/blocked.h"
#include "common/child.h"
#include "common/testing/skipped.h"

namespace msgq::testing {

// Runs `body` in a child, and waits until that sleeps in `call`. If nobody wakes it within 10
// seconds it dies of SIGALRM, so that a test fails and does not hang.
class Sleeper {
 public:
  template <class Body>
  explicit Sleeper(const char* call, const Body& body)
      : call_{call}, process_{[&] {
          signal(SIGALRM, SIG_DFL);  // the test's own watchdog handles it
          alarm(10);
          return body();
        }} {
    wait_until_asleep();
  }

  pid_t pid() const { return process_.pid(); }

  // As at the start: throws std::runtime_error if it ends first.
  void wait_until_asleep() const { wait_until_blocked(pid(), call_); }

  // How often it has gone to sleep in its life, so one more if it was woken and slept again:
  // voluntary_ctxt_switches in /proc/PID/status, proc(5). Throws std::runtime_error where that is
  // not told.
  long naps() const;

  // What `body` returned, as an exit status: 0 to 255.
  int wait() { return process_.wait(); }

 private:
  const char* call_;
  Child process_;
};

// The errno that a child gets out of `sleep`, which sleeps in `call`, when `then` has happened to
// its pid; 0 for none.
template <class Sleep, class Then>
int error_of_sleeper(const char* call, const Sleep& sleep, const Then& then) {
  Sleeper sleeper{call, [&] { return status_of_error(sleep); }};
  then(sleeper.pid());
  return sleeper.wait();
}

}  // namespace msgq::testing
