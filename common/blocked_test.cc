#include "common/blocked.h"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

#include "common/child.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/queues.h"
#include "common/testing/rights.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

bool is_hasty = false;
int looks = 0;

}  // namespace

// Stands before the C library's. A hasty clock is a second further at each look, so that a test of
// a deadline takes no time.
extern "C" int clock_gettime(clockid_t clock, timespec* time) {
  if (!is_hasty) return static_cast<int>(syscall(SYS_clock_gettime, clock, time));
  *time = {.tv_sec = ++looks, .tv_nsec = 0};
  return 0;
}

TEST_CASE("a process that sleeps in msgrcv is seen there") {
  const auto queue = ScopedQueue::create(ipc_private);
  Child receiver{[&] {
    Message<int> message;
    queue.receive(message);
    return message.body;
  }};
  wait_until_blocked(receiver.pid(), "msgrcv");

  // It sleeps, so this is handed over without ever waiting in the queue.
  queue.send(Message<int>{1, 42});
  CHECK(queue.status().messages == 0);
  CHECK(receiver.wait() == 42);
}

TEST_CASE("a process that sleeps in msgsnd is seen there") {
  const auto queue = ScopedQueue::create(ipc_private);
  testing::set_capacity(queue, sizeof(int));
  queue.send(Message<int>{1, 1});
  Child sender{[&] { queue.send(Message<int>{1, 2}); }};
  wait_until_blocked(sender.pid(), "msgsnd");

  Message<int> message;
  queue.receive(message);
  CHECK(message.body == 1);
  queue.receive(message);
  CHECK(message.body == 2);
  CHECK(sender.wait() == 0);
}

TEST_CASE("a process without capabilities is seen, too") {
  const auto queue = ScopedQueue::create(ipc_private);
  Child receiver{[&] {
    testing::drop_capabilities();
    Message<int> message;
    queue.receive(message);
    return message.body;
  }};
  wait_until_blocked(receiver.pid(), "msgrcv");
  queue.send(Message<int>{1, 42});
  CHECK(receiver.wait() == 42);
}

TEST_CASE("a process that ends first is not waited for") {
  Child child{[] {}};
  const std::string expected = "process " + std::to_string(child.pid()) +
                               " ended before it slept in msgrcv, or it cannot be seen";
  CHECK_THROWS_WITH_AS(wait_until_blocked(child.pid(), "msgrcv"), expected.c_str(),
                       std::runtime_error);
  child.wait();
  CHECK_THROWS_AS(wait_until_blocked(child.pid(), "msgrcv"), std::runtime_error);
}

TEST_CASE("a process that sleeps in the other call is not taken for one that sleeps in this") {
  const auto queue = ScopedQueue::create(ipc_private);
  Child receiver{[&] {
    Message<int> message;
    queue.receive(message);
  }};
  wait_until_blocked(receiver.pid(), "msgrcv");
  // Sleeps itself while it looks, until the receiver has ended.
  Child watcher{[&] {
    try {
      wait_until_blocked(receiver.pid(), "msgsnd");
      return 1;
    } catch (const std::runtime_error&) {
      return 0;
    }
  }};
  wait_until_blocked(watcher.pid(), "nanosleep");
  queue.send(Message<int>{1, 42});
  CHECK(receiver.wait() == 0);
  CHECK(watcher.wait() == 0);
}

TEST_CASE("a process that sleeps elsewhere is given up after 10 seconds") {
  const Child child{[] { pause(); }};
  const std::string pid = std::to_string(child.pid());
  const std::string expected = "process " + pid +
                               " was not seen asleep in msgrcv within 10 seconds; does /proc/" +
                               pid + "/wchan show anything here?";
  is_hasty = true;
  CHECK_THROWS_WITH_AS(wait_until_blocked(child.pid(), "msgrcv"), expected.c_str(),
                       std::runtime_error);
  is_hasty = false;
  CHECK(looks == 1 + 10);
}
