#include "common/testing/supervisor.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "common/child.h"

namespace msgq::testing {
namespace {

// As root an IPC namespace of its own; Bazel's sandbox and bubblewrap give one to everybody.
bool enter_own_namespace() {
  if (unshare(CLONE_NEWIPC) == 0) return true;
  std::string first_process;
  std::ifstream{"/proc/1/comm"} >> first_process;
  return first_process == "linux-sandbox" || first_process == "bwrap";
}

int count_queues() {
  std::ifstream table{"/proc/sysvipc/msg"};
  int lines = -1;  // the first is a heading
  for (std::string line; std::getline(table, line);) ++lines;
  return lines;
}

// Ends and reaps what the test's process left to us; true if there was anything.
bool end_strays() {
  bool found = false;
  while (waitpid(-1, nullptr, WNOHANG) != -1) {
    found = true;
    std::ifstream children{"/proc/thread-self/children"};
    for (pid_t pid = 0; children >> pid;) kill(pid, SIGKILL);
  }
  return found;
}

}  // namespace

int supervise(char** argv, int (*tests)()) {
  // Orphaned grandchildren become ours, and are noticed; a test that makes some on purpose can reap
  // them.
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  static constexpr char finish_name[] = "MSGQ_TEST_FINISHED_FD";
  if (const char* const finish_fd = std::getenv(finish_name)) {
    const int finish = std::atoi(finish_fd);
    unsetenv(finish_name);
    fcntl(finish, F_SETFD, FD_CLOEXEC);
    const int result = tests();
    [[maybe_unused]] const ssize_t written = write(finish, "!", 1);
    return result;
  }

  const bool alone = enter_own_namespace();
  int finish[2];
  if (pipe2(finish, O_NONBLOCK) == -1) return EXIT_FAILURE;
  Child child{[&] {
    setenv(finish_name, std::to_string(finish[1]).c_str(), 1);
    execv("/proc/self/exe", argv);
    return EXIT_FAILURE;
  }};
  int result = child.wait();

  const auto complain = [&](const char* of) {
    std::fprintf(stderr, "%s\n", of);
    if (result == 0) result = EXIT_FAILURE;
  };
  char token = 0;
  const bool finished = read(finish[0], &token, 1) == 1;
  const bool strays = end_strays();
  if (!finished && result < 128) {
    result = EXIT_FAILURE;
    complain("exit() or _exit() was called before the tests had ended");
  }
  // What a test that broke off has left is not its worst fault.
  if (finished && strays) complain("a child process was left behind: wait() for it");
  if (finished && alone && count_queues() > 0) {
    complain("a queue was left behind: remove() it, or use ScopedQueue");
  }
  return result;
}

}  // namespace msgq::testing
