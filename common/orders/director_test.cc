// Programs whose orders are known by hand.
#include "common/orders/director.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>

#include "common/child.h"
#include "common/scoped_queue.h"
#include "common/testing/missing_calls.h"
#include "common/testing/namespaces.h"
#include "common/testing/signals.h"
#include "common/testing/skipped.h"
#include "doctest/doctest.h"

using namespace msgq;
using namespace msgq::orders;

namespace {

using Program = std::function<int()>;

// The classic: a child reports, and its parent looks, in this way.
template <class Look>
int report_and_look(const Look& look) {
  const auto queue = ScopedQueue::create(ipc_private);
  Child child{[&] { queue.send(Text<8>{1, "done"}); }};
  const int result = look(queue);
  return child.wait() == 0 ? result : 9;
}

int look_once() {
  return report_and_look([](Queue queue) {
    Text<8> report;
    return queue.try_receive(report) ? 0 : 1;
  });
}

int sleep_until_it_comes() {
  return report_and_look([](Queue queue) {
    Text<8> report;
    queue.receive(report);
    return 0;
  });
}

constexpr Key shared_key{0x4d534751};

// Both make sure that there is a queue, in the way of `open_or_create`; then it is removed.
int two_who_need_a_queue(void (*open_or_create)(), int processes = 2) {
  std::vector<pid_t> children;
  for (int i = 0; i < processes; ++i) {
    const pid_t pid = fork();
    if (pid == 0) {
      try {
        open_or_create();
        _exit(0);
      } catch (...) {
        _exit(1);
      }
    }
    children.push_back(pid);
  }
  int failures = 0;
  for (const pid_t pid : children) {
    int status = 0;
    waitpid(pid, &status, 0);
    failures += status != 0;
  }
  Queue::open(shared_key).remove();
  return failures;
}

void look_then_create() {
  if (msgget(shared_key.value, 0) == -1) Queue::create(shared_key);
}

void create_then_open() {
  if (msgget(shared_key.value, IPC_CREAT | IPC_EXCL | 0600) == -1) Queue::open(shared_key);
}

// Each of two sends two messages and then receives the other's; there is room for two.
int two_who_fill_it() {
  const auto queue = ScopedQueue::create(ipc_private);
  Settings settings = queue.status().settings;
  settings.max_bytes = 2;
  queue.set(settings);
  const auto party = [&](long out, long in) {
    for (int i = 0; i < 2; ++i) queue.send(Text<1>{out, "x"});
    Text<1> text;
    for (int i = 0; i < 2; ++i) queue.receive(text, Select::exactly(in));
  };
  Child one{[&] { party(1, 2); }};
  Child other{[&] { party(2, 1); }};
  return one.wait() + other.wait();
}

constexpr long job_type = 1, end_type = 2, result_type = 3;

// Two workers, two jobs; how many results are missing in the end.
int pool() {
  const auto queue = ScopedQueue::create(ipc_private);
  for (int job = 0; job < 2; ++job) queue.send(Message<int>{job_type, job});
  for (int worker = 0; worker < 2; ++worker) queue.send(Message<int>{end_type, 0});
  const auto work = [&] {
    for (Message<int> job;;) {
      queue.receive(job, Select::lowest_up_to(end_type));
      if (job.type == end_type) return;
      queue.send(Message<int>{result_type, job.body});
    }
  };
  Child one{work};
  Child other{work};
  one.wait();
  other.wait();
  int missing = 2;
  Message<int> result;
  while (queue.try_receive(result, Select::exactly(result_type))) --missing;
  return missing;
}

Bounds with_deaths(int deaths) {
  Bounds bounds;
  bounds.deaths = deaths;
  return bounds;
}

Bounds with_errnos(int errnos) {
  Bounds bounds;
  bounds.errnos = errnos;
  return bounds;
}

Bounds with_signals(int number) {
  Bounds bounds;
  bounds.signals = 1;
  bounds.signal = number;
  return bounds;
}

}  // namespace

TEST_CASE("a program of one process has one order") {
  const Tally tally = every_order([] {
    const auto queue = ScopedQueue::create(ipc_private);
    queue.send(Text<8>{1, "hello"});
    return 0;
  });
  CHECK(tally.orders == 1);
  CHECK(tally.bad == 0);
  CHECK(tally.bound.empty());
}

TEST_CASE("a parent that looks once misses the report in one of two orders") {
  const Tally tally = every_order(look_once);
  CHECK(tally.orders == 2);
  CHECK(tally.bad == 1);
  CHECK(tally.verdicts.at("the program ends with status 1") == 1);
  REQUIRE(tally.first_bad);
  CHECK(tally.first_bad->name == "0 0 1 0");
}

TEST_CASE("a parent that sleeps until it comes has it in both") {
  const Tally tally = every_order(sleep_until_it_comes);
  CHECK(tally.orders == 2);
  CHECK(tally.bad == 0);
}

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

TEST_CASE("two who look first and then create fail in 4 of 6 orders") {
  const Tally tally = every_order([] { return two_who_need_a_queue(look_then_create); });
  CHECK(tally.orders == 6);
  CHECK(tally.bad == 4);
}

TEST_CASE("who creates first and then opens never fails: 2 orders of two, 18 of three") {
  const Tally two = every_order([] { return two_who_need_a_queue(create_then_open); });
  CHECK(two.orders == 2);
  CHECK(two.bad == 0);
  const Tally three = every_order([] { return two_who_need_a_queue(create_then_open, 3); });
  CHECK(three.orders == 18);
  CHECK(three.bad == 0);
}

TEST_CASE("a deadlock is found in each of 8 orders, and at once") {
  const Tally tally = every_order(two_who_fill_it);
  CHECK(tally.orders == 8);
  CHECK(tally.stuck == 8);
  CHECK(tally.bad == 8);
  CHECK(tally.milliseconds < 900);  // a second would be a wait
  REQUIRE(tally.first_bad);
  CHECK(tally.first_bad->ending == Ending::stuck);
}

TEST_CASE("a parent that waits before it receives is a deadlock, if the queue is too small") {
  const Tally tally = every_order([] {
    const auto queue = ScopedQueue::create(ipc_private);
    Settings settings = queue.status().settings;
    settings.max_bytes = 1;
    queue.set(settings);
    Child child{[&] {
      for (int i = 0; i < 2; ++i) queue.send(Text<1>{1, "x"});
    }};
    child.wait();
    return 0;
  });
  CHECK(tally.orders == 1);
  CHECK(tally.stuck == 1);
}

TEST_CASE("a pool of workers is right in every order, and loses a job to one death") {
  const Tally alive = every_order(pool);
  CHECK(alive.orders == 24);
  CHECK(alive.bad == 0);
  const Tally dying = every_order(pool, exits_with_0, with_deaths(1));
  CHECK(dying.orders == 102);
  CHECK(dying.bad == 22);
  CHECK(dying.verdicts.at("the program ends with status 1") == 22);
  REQUIRE(dying.first_bad);
  CHECK(dying.first_bad->faults == 1);
  CHECK(dying.first_bad->preemptions == 0);
}

TEST_CASE("a call may be answered with any errno, and is not made then") {
  const auto program = [] {
    const Queue queue = Queue::create(ipc_private);
    const int error = error_of([&] { queue.send(Text<8>{1, "x"}); });
    const auto waiting = queue.status().messages;
    queue.remove();
    return error == 0 ? (waiting == 1 ? 0 : 1) : (waiting == 0 ? error : 1);
  };
  Bounds bounds = with_errnos(1);
  bounds.errnos_of = [](const Task& task) {
    return task.call.number == SYS_msgsnd ? std::vector{EINTR, EIDRM, ENOMEM} : std::vector<int>{};
  };
  const Tally tally = every_order(program, exits_with_0, bounds);
  CHECK(tally.orders == 4);
  for (const int error : {EINTR, EIDRM, ENOMEM}) {
    CHECK(tally.verdicts.at("the program ends with status " + std::to_string(error)) == 1);
  }
}

TEST_CASE("by default what could sleep is answered with EINTR") {
  const auto program = [] {
    const auto queue = ScopedQueue::create(ipc_private);
    Text<8> text;
    return error_of([&] {
      queue.send(Text<8>{1, "x"});
      (void)queue.try_send(Text<8>{1, "y"});  // could not
      queue.receive(text);
    });
  };
  const Tally tally = every_order(program, exits_with_0, with_errnos(1));
  CHECK(tally.orders == 3);
  CHECK(tally.verdicts.at("the program ends with status " + std::to_string(EINTR)) == 2);
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
  const Tally tally = every_order(program, exits_with_0, with_signals(SIGUSR1));
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
  const Tally tally = every_order(program, exits_with_0, with_signals(SIGTERM));
  CHECK(tally.verdicts.at("the program ends with status 7") >= 1);
#if !defined(__SANITIZE_THREAD__)  // which holds signals back
  CHECK(tally.verdicts.at("the program ends with status " + std::to_string(128 + SIGTERM)) == 2);
#endif
}

TEST_CASE("an order is replayed by its name") {
  Bounds bounds = with_deaths(1);
  bounds.runs = 40;
  const Tally tally = every_order(pool, exits_with_0, bounds);
  REQUIRE(tally.first_bad);
  const Order again = replay(pool, tally.first_bad->name);
  CHECK(again.verdict == tally.first_bad->verdict);
  CHECK(again.events.size() == tally.first_bad->events.size());
  CHECK(replay(look_once, "0 0 1 0").status == 1);
  CHECK(replay(look_once, "0 1 0 0").status == 0);
  CHECK(replay(look_once, "0 1 0:EINTR").status != 0);
  CHECK(replay(look_once, "0 1:kill").events[1].kind == Event::Kind::killed);
  CHECK(replay(look_once, "0 1:SIGUSR1").events[1].kind == Event::Kind::signalled);
  CHECK_THROWS_AS(replay(look_once, "0 2"), std::invalid_argument);
  CHECK_THROWS_AS(replay(look_once, "nonsense"), std::invalid_argument);
}

TEST_CASE("the same program has the same orders each time") {
  Bounds bounds = with_deaths(1);
  bounds.runs = 30;
  const Tally first = every_order(pool, exits_with_0, bounds);
  for (int i = 0; i < 2; ++i) {
    const Tally again = every_order(pool, exits_with_0, bounds);
    CHECK(again.orders == first.orders);
    CHECK(again.bad == first.bad);
    CHECK(again.first_bad->name == first.first_bad->name);
  }
}

TEST_CASE("what something outside decides is no result") {
  static int runs = 0;
  runs = 0;
  const auto program = [] {
    const auto queue = ScopedQueue::create(ipc_private);
    if (runs++ > 0) return 0;  // in this process, not in the program's: see the judge
    return 0;
  };
  CHECK(every_order(program).orders == 1);
  int time = 0;
  const auto changes = [&time] {
    const auto queue = ScopedQueue::create(ipc_private);
    Child child{[&] {
      if (time == 0) queue.send(Text<8>{1, "x"});
    }};
    if (time == 0) (void)queue.status();
    child.wait();
    return 0;
  };
  const Judge moves_the_time = [&time](const Order&) {
    ++time;
    return std::string{};
  };
  CHECK_THROWS_AS(every_order(changes, moves_the_time), std::runtime_error);
}

TEST_CASE("a bound that was met is told") {
  Bounds bounds;
  bounds.runs = 5;
  const Tally few = every_order(pool, exits_with_0, bounds);
  CHECK(few.orders == 5);
  CHECK(few.bound == "more than 5 orders");
  bounds = {};
  bounds.preemptions = 0;
  const Tally calm = every_order(pool, exits_with_0, bounds);
  CHECK(calm.orders < 24);
  CHECK(calm.bound == "more than 0 preemptions");
}

TEST_CASE("few preemptions are tried first") {
  Bounds bounds;
  bounds.runs = 4;
  const Tally tally =
      every_order([] { return two_who_need_a_queue(look_then_create); }, exits_with_0, bounds);
  REQUIRE(tally.first_bad);
  CHECK(tally.first_bad->preemptions == 1);
}

TEST_CASE("calls on different queues are not tried in both orders") {
  const auto program = [] {
    const auto one = ScopedQueue::create(ipc_private);
    const auto other = ScopedQueue::create(ipc_private);
    Child first{[&] {
      for (int i = 0; i < 3; ++i) one.send(Text<8>{1, "x"});
    }};
    Child second{[&] {
      for (int i = 0; i < 3; ++i) other.send(Text<8>{1, "x"});
    }};
    return first.wait() + second.wait();
  };
  CHECK(every_order(program).orders == 1);
  Bounds bounds;
  bounds.preemptions = 999;  // where they are bounded all are tried: 6! / 3! / 3!
  CHECK(every_order(program, exits_with_0, bounds).orders == 20);
}

TEST_CASE("a nap takes no time, and others may act before or after it") {
  const Tally tally = every_order([] {
    return report_and_look([](Queue queue) {
      sleep(3600);  // "by then it has reported"
      Text<8> report;
      return queue.try_receive(report) ? 0 : 1;
    });
  });
  CHECK(tally.orders == 3);
  CHECK(tally.bad == 1);
  CHECK(tally.milliseconds < 1000);
}

TEST_CASE("who polls lets others go on, and so comes to an end") {
  const auto with_naps = [] {
    return report_and_look([](Queue queue) {
      Text<8> report;
      while (!queue.try_receive(report)) usleep(1000);
      return 0;
    });
  };
  const auto without = [] {
    return report_and_look([](Queue queue) {
      Text<8> report;
      while (!queue.try_receive(report)) {
      }
      return 0;
    });
  };
  for (const Program& program : {Program{with_naps}, Program{without}}) {
    const Tally tally = every_order(program);
    CHECK(tally.bad == 0);
    CHECK(tally.orders > 1);
    CHECK(tally.orders < 10);
  }
}

TEST_CASE("who never stops is told, by computing or by calling") {
  Bounds bounds;
  bounds.seconds = 0.5;
  const Tally computes = every_order(
      [] {
        for (volatile bool go_on = true; go_on;) {
        }
        return 0;
      },
      exits_with_0, bounds);
  CHECK(computes.endless == 1);
  bounds.steps = 50;
  bounds.runs = 3;
  const Tally calls = every_order(
      [] {
        const auto queue = ScopedQueue::create(ipc_private);
        Text<8> text;
        while (!queue.try_receive(text)) {
        }
        return 0;
      },
      exits_with_0, bounds);
  CHECK(calls.endless == 1);
}

TEST_CASE("what a run leaves is shown to the judge, and then removed") {
  const int before = testing::count_queues();
  int seen = -1;
  const Judge looks = [&](const Order& order) {
    seen = testing::count_queues() - before;
    return order.left.size() == 1 ? "" : std::string{"?"};
  };
  const Tally tally = every_order(
      [] {
        Queue::create(ipc_private);
        return 0;
      },
      looks);
  CHECK(tally.bad == 0);
  CHECK(seen == 1);
  CHECK(testing::count_queues() == before);
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

TEST_CASE("nobody is left, however the program ends") {
  const pid_t me = getpid();
  const auto program = [] {
    for (int i = 0; i < 5; ++i) {
      if (fork() == 0) pause();
    }
    return 0;
  };
  every_order(program);
  every_order(two_who_fill_it);
  CHECK(getpid() == me);
  CHECK(waitpid(-1, nullptr, WNOHANG) == -1);
  CHECK(errno == ECHILD);
}

TEST_CASE("children of this process that are not the program's are left alone") {
  Child mine{[] { return 3; }};
  siginfo_t ended{};
  waitid(P_PID, static_cast<id_t>(mine.pid()), &ended, WEXITED | WNOWAIT);
  every_order(look_once);
  CHECK(mine.wait() == 3);
}

TEST_CASE("a hundred processes") {
  Bounds bounds;
  bounds.runs = 3;
  bounds.seconds = 20;  // a sanitizer takes its time to fork
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
      exits_with_0, bounds);
  CHECK(tally.orders == 3);
  CHECK(tally.bad == 0);
}

TEST_CASE("grandchildren, threads, and what exec or posix_spawn starts are seen too") {
  SUBCASE("a grandchild") {
    const Tally tally = every_order([] {
      return report_and_look([](Queue queue) {
        Child child{[&] { return in_child([&] { queue.send(Text<8>{2, "x"}); }); }};
        return child.wait();
      });
    });
    CHECK(tally.orders == 2);
  }
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

TEST_CASE("a ScopedQueue leaves nothing, wherever a signal comes, and whoever dies") {
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
  const Tally tally = every_order(program, nothing_is_left, with_signals(SIGTERM));
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

TEST_CASE("an order takes milliseconds") {
  const Tally tally = every_order(pool);
  MESSAGE("milliseconds of the median order: ", tally.milliseconds);
  CHECK(tally.milliseconds < 1000);
}
