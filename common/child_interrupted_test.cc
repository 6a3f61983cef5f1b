// What may happen between two calls of Child: this program's prctl and waitpid stand before the C
// library's, and let it happen.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>

#include "common/child.h"
#include "common/error_of.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

bool parent_dies_first = false;
int interruptions = 0;
int refusal = 0;

void outlive_parent() {
  const pid_t parent = getppid();
  kill(parent, SIGKILL);
  // Sleeps only between looks, for 10 seconds at most.
  for (int i = 0; i < 10'000 && getppid() == parent; ++i) usleep(1000);
}

}  // namespace

extern "C" {

int prctl(int option, ...) {
  if (option == PR_SET_PDEATHSIG && parent_dies_first) outlive_parent();
  std::va_list arguments;
  va_start(arguments, option);
  unsigned long rest[4];
  for (unsigned long& argument : rest) argument = va_arg(arguments, unsigned long);
  va_end(arguments);
  return static_cast<int>(syscall(SYS_prctl, option, rest[0], rest[1], rest[2], rest[3]));
}

pid_t waitpid(pid_t pid, int* status, int options) {
  if (interruptions > 0) {
    --interruptions;
    errno = EINTR;
    return -1;
  }
  if (refusal != 0) {
    errno = refusal;
    refusal = 0;
    return -1;
  }
  return static_cast<pid_t>(syscall(SYS_wait4, pid, status, options, nullptr));
}

}  // extern "C"

TEST_CASE("a child whose parent died before it could be watched ends at once") {
  CHECK(in_child([] {
          parent_dies_first = true;
          const Child child{[] { return 42; }};
          pause();
        }) == 128 + SIGKILL);
  // An orphan becomes a child of this process, as testing::supervise() asked the kernel.
  int status = 0;
  REQUIRE(waitpid(-1, &status, 0) > 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 1);
}

TEST_CASE("no signal ends the wait of a destructor, or there would be a zombie") {
  pid_t pid = 0;
  {
    const Child child{[] { pause(); }};
    pid = child.pid();
    interruptions = 3;
  }
  CHECK(interruptions == 0);
  CHECK(kill(pid, 0) == -1);
  CHECK(errno == ESRCH);
}

TEST_CASE("nor of wait()") {
  Child child{[] { return 7; }};
  interruptions = 3;
  CHECK(child.wait() == 7);
}

TEST_CASE("a wait that fails, though nobody else has waited, leaves the child to be killed") {
  pid_t pid = 0;
  {
    Child child{[] { pause(); }};
    pid = child.pid();
    refusal = EPERM;
    CHECK(error_of([&] { child.wait(); }) == EPERM);
  }
  CHECK(kill(pid, 0) == -1);
  CHECK(errno == ESRCH);
}
