#include "common/child.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>

#include "common/blocked.h"
#include "common/error_of.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/missing_calls.h"
#include "common/testing/namespaces.h"
#include "common/testing/pipe.h"
#include "common/testing/signals.h"
#include "common/testing/skipped.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

bool is_a_process(pid_t pid) { return kill(pid, 0) == 0; }  // a zombie is one, too

volatile pid_t stopped = 0;
volatile int last_words = -1;

void sleep_for_good(Queue queue) {
  Text<8> text;
  queue.receive(text);
}

}  // namespace

TEST_CASE("what the body returns is the exit status") {
  CHECK(in_child([] { return 0; }) == 0);
  CHECK(in_child([] { return 42; }) == 42);
}

TEST_CASE("the kernel keeps the low 8 bits of it") {
  CHECK(in_child([] { return 256 + 7; }) == 7);
  CHECK(in_child([] { return -1; }) == 255);
}

TEST_CASE("a child that nobody waited for is killed, and one that was waited for is not again") {
  pid_t pid = 0;
  {
    const Child child{[] { pause(); }};
    pid = child.pid();
  }
  CHECK_FALSE(is_a_process(pid));
  // Who gets the pid next is a stranger; here it is nobody, and kill must not even be tried.
  CHECK(in_child([] {
          std::optional<Child> child;
          child.emplace([] {});
          child->wait();
          testing::without_kill();
          child.reset();
        }) == 0);
}

TEST_CASE("no handler of the child's can put off that end") {
  const auto queue = ScopedQueue::create(ipc_private);
  testing::Pipe pipe;
  {
    const Child child{[&] {
      last_words = pipe.in();
      for (int number = 1; number <= SIGRTMAX; ++number) {
        signal(number, [](int) { _exit(static_cast<int>(write(last_words, "handled", 7))); });
      }
      sleep_for_good(queue);
    }};
    wait_until_blocked(child.pid(), "msgrcv");
  }
  CHECK(pipe.text() == "");
}

TEST_CASE("a child that somebody else has waited for is ECHILD each time, and never killed") {
  CHECK(in_child([] {
          Child child{[] { return 5; }};
          waitpid(child.pid(), nullptr, 0);
          for (int i = 0; i < 2; ++i) {
            if (error_of([&] { child.wait(); }) != ECHILD) return 1;
          }
          testing::without_kill();  // the pid may be another process's by now
          return 0;
        }) == 0);
}

TEST_CASE("a forked copy of it neither kills nor waits") {
  Child child{[] { pause(); }};
  CHECK(in_child([&] { child.~Child(); }) == 0);
  CHECK(is_a_process(child.pid()));
  siginfo_t ended{};
  CHECK(waitid(P_PID, static_cast<id_t>(child.pid()), &ended, WEXITED | WNOHANG | WNOWAIT) == 0);
  CHECK(ended.si_pid == 0);
}

TEST_CASE("a child that stops, because it asked to be traced, has not ended") {
  CHECK(in_child([] {
          Child child{[] {
            ptrace(PTRACE_TRACEME);
            raise(SIGSTOP);
            return 6;
          }};
          // It stays stopped until its tracer, which is this process, lets it go on: so at first
          // wait() sees the stop, and a signal handler ends that.
          signal(SIGALRM, [](int) { ptrace(PTRACE_CONT, stopped, nullptr, nullptr); });
          stopped = child.pid();
          ualarm(10'000, 10'000);
          return child.wait();
        }) == 6);
}

TEST_CASE("if fork fails there is no child, but an error") {
  CHECK(in_child([] {
          testing::without_fork();
          return testing::status_of_error([] { const Child child{[] {}}; });
        }) == EAGAIN);
}

TEST_CASE("in a PID namespace of its own a child's parent is nobody, and it lives") {
  const int status =
      testing::in_pid_namespace([] { return getpid() == 1 && getppid() == 0 ? 7 : 8; });
  if (testing::skipped(status, testing::pid_namespace)) return;
  CHECK(status == 7);
}

TEST_CASE("the body may call exit itself") {
  CHECK(in_child([]() -> int { std::exit(3); }) == 3);
  CHECK(in_child([]() -> int { _exit(4); }) == 4);
}

TEST_CASE("a signal's number is added to 128") {
  CHECK(in_child([] { return raise(SIGKILL); }) == 128 + SIGKILL);
  CHECK(in_child([] {
          testing::default_signals();
          return raise(SIGTERM);
        }) == 128 + SIGTERM);
}

TEST_CASE("an exception that escapes is told, and the exit status is 1") {
  testing::Pipe standard_error;
  std::string expected;
  SUBCASE("of the standard library's kind") {
    Child child{[&]() -> int {
      standard_error.becomes(STDERR_FILENO);
      throw std::runtime_error{"no luck"};
    }};
    CHECK(child.wait() == 1);
    expected = "child " + std::to_string(child.pid()) + ": no luck\n";
  }
  SUBCASE("of any other kind") {
    Child child{[&]() -> int {
      standard_error.becomes(STDERR_FILENO);
      throw 42;
    }};
    CHECK(child.wait() == 1);
    expected = "child " + std::to_string(child.pid()) + ": unknown exception\n";
  }
  CHECK(standard_error.text() == expected);
}

TEST_CASE("the body sees the variables it was given, as they were") {
  int number = 5;
  CHECK(in_child([&] { return number++; }) == 5);
  CHECK(number == 5);
}

TEST_CASE("the child is another process, and its parent is this one") {
  Child child{[parent = getpid()] { return getpid() != parent && getppid() == parent ? 0 : 1; }};
  CHECK(child.pid() > 0);
  CHECK(child.pid() != getpid());
  CHECK(child.wait() == 0);
}

TEST_CASE("wait may be called twice") {
  Child child{[] { return 7; }};
  CHECK(child.wait() == 7);
  CHECK(child.wait() == 7);
}

TEST_CASE("a child that was waited for is no zombie") {
  Child child{[] {}};
  CHECK(is_a_process(child.pid()));
  child.wait();
  CHECK_FALSE(is_a_process(child.pid()));
}

TEST_CASE("a child that nobody waits for is killed and reaped") {
  const auto queue = ScopedQueue::create(ipc_private);
  pid_t pid = 0;
  {
    const Child child{[&] { sleep_for_good(queue); }};
    pid = child.pid();
    wait_until_blocked(pid, "msgrcv");
  }
  CHECK_FALSE(is_a_process(pid));
  CHECK(waitpid(pid, nullptr, 0) == -1);
  CHECK(errno == ECHILD);
}

TEST_CASE("a child that has ended, and that nobody waits for, is reaped") {
  pid_t pid = 0;
  {
    const Child child{[] {}};
    pid = child.pid();
    siginfo_t ended;
    REQUIRE(waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT) == 0);
  }
  CHECK_FALSE(is_a_process(pid));
}

TEST_CASE("wait is not put off by a signal") {
  const auto queue = ScopedQueue::create(ipc_private);
  struct sigaction action {};
  struct sigaction before {};
  action.sa_handler = [](int) {};
  sigaction(SIGUSR1, &action, &before);
  Child child{[&] { sleep_for_good(queue); }};
  // Interrupts our wait, sees us asleep in it again, and only then lets the child end.
  Child disturber{[&, parent = getpid()] {
    wait_until_blocked(parent, "wait");
    kill(parent, SIGUSR1);
    wait_until_blocked(parent, "wait");
    queue.send(Text<8>{1, "end"});
  }};
  CHECK(child.wait() == 0);
  CHECK(disturber.wait() == 0);
  sigaction(SIGUSR1, &before, nullptr);
}

TEST_CASE("output that was pending at the fork appears once") {
  testing::Pipe standard_output;
  const int status = in_child([&] {
    standard_output.becomes(STDOUT_FILENO);
    std::printf("before, ");
    const int status_of_child = in_child([] { std::printf("in the child, "); });  // still pending
    std::printf("after");
    return status_of_child;
  });
  CHECK(status == 0);
  CHECK(standard_output.text() == "before, in the child, after");
}

TEST_CASE("a child dies with its parent") {
  const Queue queue = Queue::create(ipc_private);
  Child parent{[&] {
    const Child grandchild{[&] {
      Text<8> never;
      queue.receive(never, Select::exactly(2));
    }};
    wait_until_blocked(grandchild.pid(), "msgrcv");
    queue.send(Message<pid_t>{1, grandchild.pid()});
    return raise(SIGKILL);
  }};
  Message<pid_t> grandchild;
  queue.receive(grandchild, Select::exactly(1));
  CHECK(parent.wait() == 128 + SIGKILL);
  queue.remove();  // wakes it with EIDRM if it lives, so that the next wait has an end

  // Orphans become children of this process, as testing::supervise() asked the kernel.
  int status = 0;
  REQUIRE(waitpid(grandchild.body, &status, 0) == grandchild.body);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGKILL);
}
