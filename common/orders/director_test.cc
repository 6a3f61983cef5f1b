// Programs whose orders are known by hand.
#include "common/orders/director.h"

#include <poll.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/calls.h"
#include "common/child.h"
#include "common/error_of.h"
#include "common/scoped_queue.h"
#include "common/testing/queues.h"
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
  if (calls::msgget(shared_key.value, 0) == -1) Queue::create(shared_key);
}

void create_then_open() {
  if (calls::msgget(shared_key.value, IPC_CREAT | IPC_EXCL | 0600) == -1) Queue::open(shared_key);
}

// Each of two sends two messages and then receives the other's; there is room for two.
int two_who_fill_it() {
  const auto queue = ScopedQueue::create(ipc_private);
  testing::set_capacity(queue, 2);
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
    testing::set_capacity(queue, 1);
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
  const Tally dying = every_order(pool, exits_with_0, {.deaths = 1});
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
  const auto errnos_of = [](const Task& task) {
    return task.call.number == SYS_msgsnd ? std::vector{EINTR, EIDRM, ENOMEM} : std::vector<int>{};
  };
  const Tally tally = every_order(program, exits_with_0, {.errnos = 1, .errnos_of = errnos_of});
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
  const Tally tally = every_order(program, exits_with_0, {.errnos = 1});
  CHECK(tally.orders == 3);
  CHECK(tally.verdicts.at("the program ends with status " + std::to_string(EINTR)) == 2);
}

TEST_CASE("a process is itself with its threads and children, and the program itself without") {
  for (const char* const task : {"1", "1.1", "1.t1", "1.2.t3"}) CHECK(is_by("1", task));
  for (const char* const task : {"0", "2", "11", "t1"}) CHECK_FALSE(is_by("1", task));
  for (const char* const task : {"0", "t1"}) CHECK(is_by("0", task));
  for (const char* const task : {"1", "1.t1"}) CHECK_FALSE(is_by("0", task));
}

TEST_CASE("an order is replayed by its name") {
  const Bounds bounds{.runs = 40, .deaths = 1};
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
  CHECK(replay(look_once, "0 1:SIG40").events[1].call == "SIG40");  // that has no name of its own
  CHECK(replay(look_once, "0 1:523").events[1].result == "523");    // no more than this errno has
  CHECK_THROWS_AS(replay(look_once, "0 2"), std::invalid_argument);
  CHECK_THROWS_AS(replay(look_once, "nonsense"), std::invalid_argument);
}

TEST_CASE("the same program has the same orders each time") {
  const Bounds bounds{.runs = 30, .deaths = 1};
  const Tally first = every_order(pool, exits_with_0, bounds);
  for (int i = 0; i < 2; ++i) {
    const Tally again = every_order(pool, exits_with_0, bounds);
    CHECK(again.orders == first.orders);
    CHECK(again.bad == first.bad);
    CHECK(again.first_bad->name == first.first_bad->name);
  }
}

TEST_CASE("what something outside decides is no result") {
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
  const Tally few = every_order(pool, exits_with_0, {.runs = 5});
  CHECK(few.orders == 5);
  CHECK(few.bound == "more than 5 orders");
  const Tally calm = every_order(pool, exits_with_0, {.preemptions = 0});
  CHECK(calm.orders < 24);
  CHECK(calm.bound == "more than 0 preemptions");
}

TEST_CASE("an order that never ends is the last") {
  const auto one_of_them_computes = [] {
    const auto queue = ScopedQueue::create(ipc_private);
    Child other{[&] {
      for (int i = 0; i < 4; ++i) queue.send(Text<8>{1, "x"});
    }};
    (void)queue.status();
    for (volatile bool go_on = true; go_on;) {
    }
    return 0;
  };
  const Tally tally = every_order(one_of_them_computes, exits_with_0, {.seconds = 0.05});
  CHECK(tally.endless == 1);
  CHECK(tally.bound == "an order that does not end");
}

TEST_CASE("few preemptions are tried first") {
  const Tally tally =
      every_order([] { return two_who_need_a_queue(look_then_create); }, exits_with_0, {.runs = 4});
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
  // Where they are bounded all are tried: 6! / 3! / 3!
  CHECK(every_order(program, exits_with_0, {.preemptions = 999}).orders == 20);
}

TEST_CASE("a nap takes no time, and others may act before or after it") {
  constexpr timespec an_hour{3600, 0};
  timeval the_same{3600, 0};
  const std::vector<std::function<void()>> naps = {
      [] { sleep(3600); },
      [] { poll(nullptr, 0, 3'600'000); },
      [&] { ppoll(nullptr, 0, &an_hour, nullptr); },
      [&] { select(0, nullptr, nullptr, nullptr, &the_same); },
      [&] { pselect(0, nullptr, nullptr, nullptr, &an_hour, nullptr); },
  };
  for (const auto& nap : naps) {
    const Tally tally = every_order([&] {
      return report_and_look([&](Queue queue) {
        nap();  // "by then it has reported"
        Text<8> report;
        return queue.try_receive(report) ? 0 : 1;
      });
    });
    CHECK(tally.orders == 3);
    CHECK(tally.bad == 1);
    CHECK(tally.milliseconds < 1000);
  }
}

TEST_CASE("who waits for a descriptor does not nap") {
  const Tally tally = every_order([] {
    int ends[2];
    if (pipe(ends) == -1) return 1;
    Child writer{[&] { return write(ends[1], "!", 1) == 1 ? 0 : 1; }};
    pollfd readable{ends[0], POLLIN, 0};
    const int result = poll(&readable, 1, -1);
    return writer.wait() == 0 && result == 1 ? 0 : 1;
  });
  CHECK(tally.orders == 1);
  CHECK(tally.bad == 0);
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
  const Tally computes = every_order(
      [] {
        for (volatile bool go_on = true; go_on;) {
        }
        return 0;
      },
      exits_with_0, {.seconds = 0.5});
  CHECK(computes.endless == 1);
  const Tally calls = every_order(
      [] {
        const auto queue = ScopedQueue::create(ipc_private);
        Text<8> text;
        while (!queue.try_receive(text)) {
        }
        return 0;
      },
      exits_with_0, {.runs = 3, .steps = 50});
  CHECK(calls.endless == 1);
}

TEST_CASE("what a run leaves is shown to the judge, and then removed") {
  std::vector<int> left;
  const auto exists = [](int msqid) {
    return error_of([&] { Queue::from_id(msqid).status(); }) == 0;
  };
  const Judge looks = [&](const Order& order) {
    left = order.left;
    return left.size() == 1 && exists(left[0]) ? "" : std::string{"?"};
  };
  const Tally tally = every_order(
      [] {
        Queue::create(ipc_private);
        return 0;
      },
      looks);
  CHECK(tally.bad == 0);
  REQUIRE(left.size() == 1);
  CHECK_FALSE(exists(left[0]));
}

TEST_CASE("an order takes milliseconds") {
  const Tally tally = every_order(pool);
  MESSAGE("milliseconds of the median order: ", tally.milliseconds);
  CHECK(tally.milliseconds < 1000);
}
