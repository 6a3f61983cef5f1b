#include "common/child.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <exception>

#include "common/calls.h"

namespace msgq {
namespace {

int exit_status_of(int (*run)(const void*), const void* body) noexcept {
  try {
    return run(body);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "child %d: %s\n", getpid(), error.what());
  } catch (...) {
    std::fprintf(stderr, "child %d: unknown exception\n", getpid());
  }
  return 1;
}

}  // namespace

pid_t Child::start(int (*run)(const void*), const void* body) {
  const pid_t parent = getpid();
  std::fflush(nullptr);  // or the child would print the parent's pending output a second time
  const pid_t pid = fork();
  if (pid == -1) calls::fail("fork");
  if (pid > 0) return pid;

  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // It may have died before it could be watched. 0 is a parent outside of this PID namespace.
  if (getppid() != parent && getppid() != 0) _exit(1);
  const int status = exit_status_of(run, body);
  std::fflush(nullptr);
  _exit(status);
}

Child::~Child() {
  if (status_ != not_ended) return;
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) == -1 && errno == EINTR) {
  }
}

int Child::wait() {
  if (status_ != not_ended) return status_;
  int status = 0;
  while (waitpid(pid_, &status, 0) == -1) {
    if (errno != EINTR) calls::fail("waitpid");
  }
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return status_;
}

}  // namespace msgq
