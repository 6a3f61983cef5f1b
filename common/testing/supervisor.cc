#include "common/testing/supervisor.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "common/testing/namespaces.h"

// What judges must not stand on what is judged: this file calls the kernel itself, and nothing of
// the library that the tests are about.
namespace msgq::testing {
namespace {

// In the environment of the supervised process: the end of a pipe, to be written to when the tests
// have ended.
constexpr char finish_name[] = "MSGQ_TEST_FINISHED_FD";

// The exit status of a process, or 128 + the number of the signal that killed it.
int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) == -1) {
    if (errno != EINTR) return EXIT_FAILURE;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
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

int run_supervised(int finish_fd, int (*tests)()) {
  unsetenv(finish_name);
  fcntl(finish_fd, F_SETFD, FD_CLOEXEC);
  const int result = tests();
  [[maybe_unused]] const ssize_t written = write(finish_fd, "!", 1);
  return result;
}

int run_and_watch(char** argv) {
  const bool own_queues = take_own_queues();
  int finish[2];
  if (pipe2(finish, O_NONBLOCK) == -1) return EXIT_FAILURE;
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == -1) return EXIT_FAILURE;
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(EXIT_FAILURE);  // it died before it could be watched
    setenv(finish_name, std::to_string(finish[1]).c_str(), 1);
    execv("/proc/self/exe", argv);
    _exit(EXIT_FAILURE);
  }
  int result = wait_for(child);

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
  // doctest tells of every other signal, if the tests die of one.
  if (result == 128 + SIGKILL) complain("SIGKILL ended the tests: memory may have run out");
  // What a test that broke off has left is not its worst fault.
  if (finished && strays) complain("a child process was left behind: wait() for it");
  if (finished && own_queues && count_queues() > 0) {
    complain("a queue was left behind: remove() it, or use ScopedQueue");
  }
  return result;
}

}  // namespace

bool take_own_queues() {
  if (unshare(CLONE_NEWIPC) == 0) return true;
  std::string first_process;
  std::ifstream{"/proc/1/comm"} >> first_process;
  return first_process == "linux-sandbox" || first_process == "bwrap";
}

int supervise(char** argv, int (*tests)()) {
  // Orphaned grandchildren become ours, and are noticed; a test that makes some on purpose can reap
  // them.
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const char* const finish_fd = std::getenv(finish_name);
  return finish_fd != nullptr ? run_supervised(std::atoi(finish_fd), tests) : run_and_watch(argv);
}

}  // namespace msgq::testing
