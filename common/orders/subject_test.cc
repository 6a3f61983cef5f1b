// Processes and threads of every kind, and what may happen to them.
#include "common/orders/subject.h"

#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/msg.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "common/child.h"
#include "common/error_of.h"
#include "common/orders/director.h"
#include "common/scoped_queue.h"
#include "common/testing/missing_calls.h"
#include "common/testing/signals.h"
#include "doctest/doctest.h"

using namespace msgq;
using namespace msgq::orders;

namespace {

int sleep_for_ever() {
  const auto queue = ScopedQueue::create(ipc_private);
  Text<8> text;
  queue.receive(text);
  return 0;
}

}  // namespace

TEST_CASE("raw calls are seen as well as those through the library") {
  const Tally tally = every_order([] {
    const int msqid = msgget(IPC_PRIVATE, 0600);
    struct {
      long type = 1;
      char bytes[2] = {'h', 'i'};
    } message;
    const pid_t child = fork();
    if (child == 0) _exit(static_cast<int>(syscall(SYS_msgsnd, msqid, &message, 2, 0)));
    const ssize_t got = msgrcv(msqid, &message, 2, 0, IPC_NOWAIT);
    waitpid(child, nullptr, 0);
    msgctl(msqid, IPC_RMID, nullptr);
    return got == 2 ? 0 : 1;
  });
  CHECK(tally.orders == 2);
  CHECK(tally.bad == 1);
}

TEST_CASE("a signal comes before a call, and its handler runs before that") {
  static volatile sig_atomic_t stop = 0;
  // The mistake of every loop that asks a flag: the signal comes after the question.
  const auto program = [] {
    stop = 0;
    signal(SIGUSR1, [](int) { stop = 1; });
    const auto queue = ScopedQueue::create(ipc_private);
    Text<8> text;
    int error = 0;
    while (stop == 0 && error == 0) error = error_of([&] { queue.receive(text); });
    return error == EINTR || stop != 0 ? 0 : 1;
  };
  const Tally tally = every_order(program, exits_with_0, {.signals = 1, .signal = SIGUSR1});
  // No signal: it sleeps for ever. Before msgget: the loop ends. Before msgrcv: it sleeps for ever,
  // and is not woken. In msgrcv: EINTR.
  CHECK(tally.orders == 4);
  CHECK(tally.stuck == 2);
  CHECK(tally.bad == 2);
}

TEST_CASE("a signal that is ignored, as the end of a child is, does not end a call") {
  const Tally tally = every_order([] {
    const auto queue = ScopedQueue::create(ipc_private);
    Child idle{[] {}};
    Child sender{[&] { queue.send(Text<8>{1, "x"}); }};
    Text<8> text;
    const int error = error_of([&] { queue.receive(text); });
    idle.wait();
    sender.wait();
    return error;
  });
  CHECK(tally.orders == 2);
  CHECK(tally.bad == 0);
}

TEST_CASE("a signal without a handler ends the process where it stands") {
  const auto program = [] {
    testing::default_signals();
    return in_child([] {
      const Queue queue = Queue::create(ipc_private);
      queue.remove();
      return 7;
    });
  };
  const Tally tally = every_order(program, exits_with_0, {.signals = 1, .signal = SIGTERM});
  CHECK(tally.verdicts.at("the program ends with status 7") >= 1);
#if !defined(__SANITIZE_THREAD__)  // which holds signals back
  CHECK(tally.verdicts.at("the program ends with status " + std::to_string(128 + SIGTERM)) == 2);
#endif
}

TEST_CASE("a process that is killed while it makes a thread does not keep its parent waiting") {
  const auto program = [] {
    int begun[2];
    if (pipe(begun) == -1) return 1;
    const pid_t pid = fork();
    if (pid == 0) {
      if (write(begun[1], "!", 1) != 1) _exit(1);
      for (;;) std::thread{[] {}}.join();
    }
    char byte = 0;
    if (read(begun[0], &byte, 1) != 1) return 1;
    kill(pid, SIGKILL);
    return waitpid(pid, nullptr, 0) == pid ? 0 : 1;
  };
  for (int i = 0; i < 20; ++i) {
    const Tally tally = every_order(program);
    REQUIRE(tally.orders == 1);
    REQUIRE(tally.bad == 0);
  }
}

TEST_CASE("a process may end while one of its threads comes to a call") {
  // The thread naps in a loop, as a sanitizer's own does; the longer the process computes before
  // it ends, the later in that loop.
  for (int rounds = 0; rounds < 200; ++rounds) {
    const auto end_at_some_point = [rounds] {
      std::thread{[] {
        for (;;) std::this_thread::sleep_for(std::chrono::nanoseconds{1});
      }}.detach();
      volatile int computed = 0;
      while (computed < 1000 * rounds) computed = computed + 1;
      _exit(0);
      return 0;
    };
    CHECK(every_order(end_at_some_point).bad == 0);
  }
}

TEST_CASE("nobody is left, however the program ends") {
  const pid_t me = getpid();
  const auto program = [] {
    for (int i = 0; i < 5; ++i) {
      if (fork() == 0) pause();
    }
    return 0;
  };
  every_order(program);
  CHECK(every_order(sleep_for_ever).stuck == 1);
  CHECK(getpid() == me);
  CHECK(waitpid(-1, nullptr, WNOHANG) == -1);
  CHECK(errno == ECHILD);
}

TEST_CASE("who waits for one child is not woken by another that has ended") {
  const auto program = [] {
    const auto queue = ScopedQueue::create(ipc_private);
    const pid_t ends = fork();
    if (ends == 0) _exit(0);
    const pid_t calls = fork();
    if (calls == 0) {
      (void)queue.status();
      _exit(0);
    }
    siginfo_t info{};
    if (waitid(P_PID, static_cast<id_t>(calls), &info, WEXITED) == -1) return 1;
    return waitpid(ends, nullptr, 0) == ends ? 0 : 1;
  };
  const Tally tally = every_order(program, exits_with_0, {.seconds = 0.5});
  CHECK(tally.bad == 0);
  CHECK(tally.endless == 0);
}

TEST_CASE("a parent that kills a child before its call, and waits for it") {
  const auto program = [] {
    const auto queue = ScopedQueue::create(ipc_private);
    pid_t pids[2];
    for (pid_t& pid : pids) {
      pid = fork();
      if (pid == 0) {
        for (Text<8> text;;) (void)queue.try_receive(text);
      }
    }
    (void)queue.status();
    kill(pids[0], SIGKILL);
    waitpid(pids[0], nullptr, 0);
    (void)queue.status();
    kill(pids[1], SIGKILL);
    return waitpid(pids[1], nullptr, 0) == pids[1] ? 0 : 1;
  };
  for (int i = 0; i < 5; ++i) CHECK(every_order(program, exits_with_0, {.runs = 40}).bad == 0);
}

TEST_CASE("who stops sleeps, until somebody lets him go on") {
  const Tally stops = every_order([] {
    raise(SIGSTOP);
    return 0;
  });
  CHECK(stops.stuck == 1);
  const Tally goes_on = every_order([] {
    const pid_t pid = fork();
    if (pid == 0) {
      raise(SIGSTOP);
      _exit(3);
    }
    int status = 0;
    waitpid(pid, &status, WUNTRACED);
    kill(pid, SIGCONT);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 3 ? 0 : 1;
  });
  CHECK(goes_on.bad == 0);
}

TEST_CASE("who forks without end is endless, and nobody is left") {
  const auto pid_and_its_child_fork = [] {
    for (;;) fork();
    return 0;
  };
  const auto child_forks_and_ends = [] {
    while (fork() == 0) {
    }
    return 0;
  };
  for (const std::function<int()>& program :
       {std::function<int()>{pid_and_its_child_fork}, std::function<int()>{child_forks_and_ends}}) {
    const Tally tally = every_order(program, exits_with_0, {.seconds = 0.2});
    CHECK(tally.orders == 1);
    CHECK(tally.endless == 1);
    CHECK(waitpid(-1, nullptr, WNOHANG | __WALL) == -1);
    CHECK(errno == ECHILD);
  }
}

TEST_CASE("nobody gets out of sight, or changes another") {
  const auto tries = [] {
    if (syscall(SYS_clone, CLONE_UNTRACED | SIGCHLD, 0, 0, 0, 0) != -1 || errno != ENOSYS) return 1;
    if (syscall(SYS_clone3, nullptr, 0) != -1 || errno != ENOSYS) return 2;
#if defined(__x86_64__)
    const int of_32_bits = in_child([] {
      signal(SIGSEGV, SIG_DFL);  // which a kernel without such calls sends
      int result = 0;
      constexpr int getpid_of_32_bits = 20;
      asm volatile("int $0x80" : "=a"(result) : "a"(getpid_of_32_bits) : "memory");
      return result == -ENOSYS ? 0 : 1;
    });
    if (of_32_bits != 0 && of_32_bits != 128 + SIGSEGV) return 3;
    constexpr long x32 = 0x4000'0000;
    if (syscall(x32 | SYS_getpid) != -1 || errno != ENOSYS) return 4;
#endif
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != -1 || errno != ENOSYS) return 5;
    if (process_vm_writev(getppid(), nullptr, 0, nullptr, 0, 0) != -1 || errno != ENOSYS) return 6;
    rlimit limit{};
    if (prlimit(getppid(), RLIMIT_NOFILE, nullptr, &limit) != -1 || errno != ENOSYS) return 7;
    if (prlimit(0, RLIMIT_NOFILE, nullptr, &limit) == -1) return 8;
    return in_child([] { return 9; }) == 9 ? 0 : 10;
  };
  CHECK(exits_with_0(replay(tries, "")) == "");
  CHECK(every_order(tries).bad == 0);
}

TEST_CASE("children of this process that are not the program's are left alone") {
  Child mine{[] { return 3; }};
  siginfo_t ended{};
  waitid(P_PID, static_cast<id_t>(mine.pid()), &ended, WEXITED | WNOWAIT);
  every_order(sleep_for_ever);
  CHECK(mine.wait() == 3);
}

TEST_CASE("a hundred processes") {
  const Tally tally = every_order(
      [] {
        const auto queue = ScopedQueue::create(ipc_private);
        std::vector<pid_t> children;
        for (int i = 0; i < 100; ++i) {
          const pid_t pid = fork();
          if (pid == 0) {
            queue.send(Text<8>{1, "x"});
            _exit(0);
          }
          children.push_back(pid);
        }
        for (const pid_t pid : children) waitpid(pid, nullptr, 0);
        return queue.status().messages == 100 ? 0 : 1;
      },
      exits_with_0, {.runs = 3, .seconds = 20});  // a sanitizer takes its time to fork
  CHECK(tally.orders == 3);
  CHECK(tally.bad == 0);
}

TEST_CASE("grandchildren, threads, and what exec or posix_spawn starts are seen too") {
  SUBCASE("a grandchild") {
    const Tally tally = every_order([] {
      const auto queue = ScopedQueue::create(ipc_private);
      Child reporter{[&] { queue.send(Text<8>{1, "done"}); }};
      Child child{[&] { return in_child([&] { queue.send(Text<8>{2, "x"}); }); }};
      return child.wait() + reporter.wait();
    });
    CHECK(tally.orders == 2);
  }
#if !defined(__SANITIZE_THREAD__)  // which starts threads of its own, one sooner, one later
  SUBCASE("a thread") {
    const Tally tally = every_order([] {
      const auto queue = ScopedQueue::create(ipc_private);
      std::thread thread{[&] { queue.send(Text<8>{1, "x"}); }};
      Text<8> text;
      const bool missed = !queue.try_receive(text);
      thread.join();
      return missed ? 1 : 0;
    });
    CHECK(tally.orders == 2);
    CHECK(tally.bad == 1);
  }
#endif
  SUBCASE("ipcrm, by exec") {
    const Tally tally = every_order([] {
      const Queue queue = Queue::create(ipc_private);
      const std::string msqid = std::to_string(queue.id());
      Child child{[&] {
        execlp("ipcrm", "ipcrm", "-q", msqid.c_str(), nullptr);
        return 127;
      }};
      const int error = error_of([&] { queue.send(Text<8>{1, "x"}); });
      return child.wait() == 0 ? error : 1;
    });
    CHECK(tally.orders == 2);
    CHECK(tally.verdicts.at("the program ends with status " + std::to_string(EINVAL)) == 1);
  }
  SUBCASE("the same, by posix_spawn, which uses vfork") {
    const Tally tally = every_order([] {
      const Queue queue = Queue::create(ipc_private);
      std::string msqid = std::to_string(queue.id()), name = "ipcrm", option = "-q";
      char* arguments[] = {name.data(), option.data(), msqid.data(), nullptr};
      pid_t pid = 0;
      if (posix_spawnp(&pid, "ipcrm", nullptr, nullptr, arguments, environ) != 0) return 1;
      const int error = error_of([&] { queue.send(Text<8>{1, "x"}); });
      waitpid(pid, nullptr, 0);
      return error;
    });
    CHECK(tally.orders == 2);
    CHECK(tally.bad == 1);
  }
}

TEST_CASE("a ScopedQueue leaves nothing, wherever a signal comes") {
  const Judge nothing_is_left = [](const Order& order) {
    return order.left.empty() ? "" : std::string{"a queue is left"};
  };
  const auto program = [] {
    testing::default_signals();
    const auto queue = ScopedQueue::create(ipc_private);
    const auto other = ScopedQueue::create(ipc_private);
    queue.send(Text<8>{1, "x"});
    return 0;
  };
  const Tally tally = every_order(program, nothing_is_left, {.signals = 1, .signal = SIGTERM});
  CHECK(tally.orders == 6);
  CHECK(tally.bad == 0);
}

TEST_CASE("where processes cannot be traced, one line says so, and nothing passes") {
  CHECK(in_child([] {
          testing::without_ptrace();
          try {
            every_order([] { return 0; });
            return 1;
          } catch (const std::runtime_error& error) {
            return std::strstr(error.what(), "orders cannot be tried here") != nullptr ? 0 : 2;
          }
        }) == 0);
}
