// The bad tests below are skipped, except where this program starts itself again to run just one of
// them.
#include "common/testing/supervisor.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "common/child.h"
#include "common/error_of.h"
#include "common/queue.h"
#include "common/testing/pipe.h"
#include "common/testing/signals.h"
#include "common/testing/skipped.h"
#include "doctest/doctest.h"

using namespace msgq;

TEST_CASE("bad: exit" * doctest::skip()) { std::exit(0); }

TEST_CASE("bad: _exit" * doctest::skip()) { _exit(0); }

TEST_CASE("bad: zombie" * doctest::skip()) {
  if (fork() == 0) _exit(0);
}

TEST_CASE("bad: still running" * doctest::skip()) {
  if (fork() == 0) pause();
}

TEST_CASE("bad: returns from a forked child" * doctest::skip()) {
  if (fork() == 0) return;
  // The parent waits in the meantime, so that only the child's return is wrong.
  siginfo_t ended{};
  waitid(P_ALL, 0, &ended, WEXITED);
}

TEST_CASE("bad: queue" * doctest::skip()) {
  std::printf("left %d\n", Queue::create(ipc_private).id());
}

TEST_CASE("bad: crash" * doctest::skip()) { raise(SIGKILL); }

TEST_CASE("good" * doctest::skip()) { CHECK(true); }

namespace {

struct Outcome {
  int status;
  std::string says;
};

Outcome run(const std::string& test_case) {
  testing::Pipe output;
  Child child{[&] {
    testing::default_signals();
    output.becomes(STDOUT_FILENO);
    output.becomes(STDERR_FILENO);
    unsetenv("XML_OUTPUT_FILE");
    unsetenv("TESTBRIDGE_TEST_ONLY");
    const std::string filter = "--dt-test-case=" + test_case;
    execl("/proc/self/exe", "again", "--dt-no-skip", filter.c_str(), nullptr);
    return 127;
  }};
  std::string says = output.text();
  return {child.wait(), says};
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

}  // namespace

TEST_CASE("a test that ends as it should is good") { CHECK(run("good").status == 0); }

TEST_CASE("exit and _exit in the middle of a test are failures") {
  for (const char* how : {"bad: exit", "bad: _exit"}) {
    const auto [status, says] = run(how);
    CHECK(status == 1);
    CHECK(holds(says, "exit() or _exit() was called before the tests had ended"));
  }
}

TEST_CASE("a child left behind is a failure, as a zombie or running, and is ended") {
  for (const char* how : {"bad: zombie", "bad: still running"}) {
    const auto [status, says] =
        run(how);  // the pipe would stay open, and this wait, if it were not ended
    CHECK(status == 1);
    CHECK(holds(says, "a child process was left behind: wait() for it"));
  }
}

TEST_CASE("a forked child that returns into the test is told so") {
  CHECK(
      holds(run("bad: returns from a forked child").says, "a forked child returned into the test"));
}

TEST_CASE("a queue left behind is a failure where the test has queues of its own") {
  const auto [status, says] = run("bad: queue");
  const Queue left = Queue::from_id(std::stoi(says.substr(says.find("left ") + 5)));
  (void)error_of([&] { left.remove(); });  // it may be gone, with its namespace
  if (in_child([] { return testing::take_own_queues() ? 0 : 1; }) != 0) {
    testing::not_checked_here("root or Bazel's sandbox");
    return;
  }
  CHECK(status == 1);
  CHECK(holds(says, "a queue was left behind"));
}

TEST_CASE("a signal that kills the test is told by the exit status") {
  const Outcome killed = run("bad: crash");
  CHECK(killed.status == 128 + SIGKILL);
  CHECK(holds(killed.says, "SIGKILL ended the tests"));
}
