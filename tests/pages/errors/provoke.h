// For the files beside this one, which provoke every errno of every call on the kernel.
// docs/errors.md is made from them: each test case is a row of a table there. Its name is
// "CALL ERRNO: when it comes"; above it stand the other columns:
//   lesson: the lessons whose pages show it, or -
//   do:     what to do about it
// bazel run //tools:docs writes the page; tools/pages/tables.py names the files in their order.
#pragma once

#include <signal.h>
#include <sys/wait.h>

#include <cerrno>

#include "common/blocked.h"
#include "common/child.h"
#include "common/error_of.h"
#include "common/queue.h"
#include "common/testing/queues.h"
#include "common/testing/rights.h"
#include "common/testing/sleeper.h"
#include "doctest/doctest.h"

namespace errors {

using msgq::Child;
using msgq::error_of;
using msgq::Queue;
using msgq::testing::error_of_unprivileged;
using msgq::testing::set_capacity;
using msgq::testing::set_mode;

using Small = msgq::Text<4>;
using Large = msgq::Text<16>;

// The errno of the C function that has just returned this; 0 if it succeeded.
inline int errno_of(long result) { return result == -1 ? errno : 0; }

inline void send(Queue queue) { queue.send(Small{1, "text"}); }

inline void receive(Queue queue) {
  Small message;
  queue.receive(message);
}

inline Queue removed_queue() {
  const Queue queue = Queue::create(msgq::ipc_private);
  queue.remove();
  return queue;
}

// What a child gets that sleeps in `call` while `then` happens to it. It has no capabilities,
// handles SIGUSR1, and asks for interrupted calls to be restarted.
template <class Sleep, class Then>
int error_of_sleeper(const char* call, const Sleep& sleep, const Then& then) {
  const auto prepared = [&] {
    msgq::testing::drop_capabilities();
    struct sigaction action {};
    action.sa_handler = [](int) {};
    action.sa_flags = SA_RESTART;
    sigaction(SIGUSR1, &action, nullptr);
    sleep();
  };
  return msgq::testing::error_of_sleeper(call, prepared, then);
}

// Interrupts a sleeper by a handler; before that, signals that have none do not wake it.
inline void interrupt(pid_t pid, const char* call) {
  kill(pid, SIGWINCH);  // ignored
  kill(pid, SIGSTOP);
  CHECK(waitpid(pid, nullptr, WUNTRACED) == pid);
  kill(pid, SIGCONT);
  CHECK(waitpid(pid, nullptr, WCONTINUED) == pid);
  msgq::wait_until_blocked(pid, call);
  kill(pid, SIGUSR1);
}

}  // namespace errors
