// A child process that is waited for, or killed, at the end of a scope.
#pragma once

#include <sys/types.h>

namespace msgq {

// Runs `body` in a forked child, fork(2). The int it returns is the child's exit status, of which
// the kernel keeps the low 8 bits; nothing is 0. When `body` has returned the child ends with
// _exit(2), and with 1 if an exception has escaped, so that it never comes back into the caller's
// code. What `body` itself does to end is its own affair: exit(3), for one, runs the handlers that
// the caller has registered.
//
// The child is killed when the thread that made it ends, prctl(2) PR_SET_PDEATHSIG. The kernel
// forgets that if the child changes its user or group.
class Child {
 public:
  // Throws std::system_error if fork fails (EAGAIN, ENOMEM).
  template <class Body>
  explicit Child(const Body& body) : pid_{start(&run<Body>, &body)}, owner_{caller()} {}

  // If nobody has waited: kill(SIGKILL), then waitpid(2), so that no zombie is left. In a forked
  // copy of the process it does nothing.
  ~Child();

  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }

  // waitpid(2): sleeps until the child has ended. Returns its exit status, or 128 + the number of
  // the signal that killed it; the same again if called again. Throws ECHILD if somebody else has
  // waited for it, or if SIGCHLD is ignored, for then the kernel keeps no exit status.
  int wait();

 private:
  template <class Body>
  static int run(const void* body) {
    const auto& call = *static_cast<const Body*>(body);
    if constexpr (requires { static_cast<int>(call()); }) {
      return static_cast<int>(call());
    } else {
      static_assert(__is_same(decltype(call()), void), "an exit status is an int");
      call();
      return 0;
    }
  }

  static pid_t start(int (*run)(const void*), const void* body);
  static pid_t caller();  // getpid(2)

  enum class State { unknown, ended, gone };  // gone: somebody else has waited for it

  pid_t pid_;
  pid_t owner_;
  State state_ = State::unknown;
  int status_ = 0;
};

// The exit status of `body`, run in a child to its end: what Child::wait() returns.
template <class Body>
int in_child(const Body& body) {
  return Child{body}.wait();
}

}  // namespace msgq
