// A child process that cannot be forgotten.
#pragma once

#include <sys/types.h>

namespace msgq {

// Runs `body` in a forked child, fork(2). The int it returns is the child's exit status; nothing is
// 0. The child never returns into the caller's code: whatever happens in `body`, it ends with
// _exit(2), and with 1 if an exception escapes. It is killed if its parent dies, prctl(2)
// PR_SET_PDEATHSIG, so none is left behind.
class Child {
 public:
  // Throws std::system_error if fork fails (EAGAIN, ENOMEM).
  template <class Body>
  explicit Child(const Body& body) : pid_{start(&run<Body>, &body)} {}

  // If nobody called wait(): kill(SIGKILL), then waitpid(2), so that no zombie is left.
  ~Child();

  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }

  // waitpid(2): sleeps until the child has ended. Returns its exit status, or 128 + the number of
  // the signal that killed it; the same again if called again. Throws ECHILD if
  // somebody else has waited for it.
  int wait();

 private:
  template <class Body>
  static int run(const void* body) {
    const auto& call = *static_cast<const Body*>(body);
    if constexpr (requires { static_cast<int>(call()); }) {
      return static_cast<int>(call());
    } else {
      call();
      return 0;
    }
  }

  static pid_t start(int (*run)(const void*), const void* body);

  pid_t pid_;
  int status_ = not_ended;
  static constexpr int not_ended = -1;
};

// The exit status of `body`, run in a child to its end: what Child::wait() returns.
template <class Body>
int in_child(const Body& body) {
  return Child{body}.wait();
}

}  // namespace msgq
