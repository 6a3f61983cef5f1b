// Queue::status() and Queue::set().
#include <unistd.h>

#include <cerrno>
#include <ctime>

#include "common/child.h"
#include "common/error_of.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/clock.h"
#include "common/testing/namespaces.h"
#include "common/testing/queues.h"
#include "common/testing/rights.h"
#include "common/testing/skipped.h"
#include "doctest/doctest.h"

using namespace msgq;
using testing::set_capacity;

TEST_CASE("the status of a new queue") {
  const time_t before = time(nullptr);
  const auto queue = ScopedQueue::create(ipc_private, 0640);
  const time_t after = time(nullptr);
  const Status status = queue.status();
  CHECK(status.settings.uid == geteuid());
  CHECK(status.settings.gid == getegid());
  CHECK(status.settings.mode == 0640);
  CHECK(status.settings.max_bytes == testing::limit("kernel/msgmnb"));
  CHECK(status.key == ipc_private);
  CHECK(status.creator_uid == geteuid());
  CHECK(status.creator_gid == getegid());
  CHECK(status.messages == 0);
  CHECK(status.bytes == 0);
  CHECK(status.last_sender == 0);
  CHECK(status.last_receiver == 0);
  CHECK(status.last_send == 0);
  CHECK(status.last_receive == 0);
  CHECK(before <= status.last_change);
  CHECK(status.last_change <= after);
}

TEST_CASE("the status of a queue in use") {
  const auto queue = ScopedQueue::create(ipc_private);
  const time_t before = time(nullptr);
  queue.send(Text<8>{1, "12345"});
  queue.send(Text<8>{1, "123"});
  Child receiver{[&] {
    Text<8> text;
    queue.receive(text);
  }};
  REQUIRE(receiver.wait() == 0);
  const time_t after = time(nullptr);

  const Status status = queue.status();
  CHECK(status.messages == 1);
  CHECK(status.bytes == 3);
  CHECK(status.last_sender == getpid());
  CHECK(status.last_receiver == receiver.pid());
  CHECK(before <= status.last_send);
  CHECK(status.last_send <= after);
  CHECK(before <= status.last_receive);
  CHECK(status.last_receive <= after);
}

TEST_CASE("set changes mode and capacity, and notes the time") {
  const auto queue = ScopedQueue::create(ipc_private);
  const Status before = queue.status();
  testing::wait_for_the_second_after(before.last_change);
  Settings settings = before.settings;
  settings.mode = 0640;
  settings.max_bytes = 100;
  queue.set(settings);

  const Status status = queue.status();
  CHECK(status.settings.uid == geteuid());
  CHECK(status.settings.gid == getegid());
  CHECK(status.settings.mode == 0640);
  CHECK(status.settings.max_bytes == 100);
  CHECK(status.last_change > before.last_change);
  CHECK(status.last_change <= time(nullptr));
}

TEST_CASE("set gives a queue away, but its creator may still remove it") {
  const Queue queue = Queue::create(ipc_private);
  const Settings ours = queue.status().settings;
  Settings settings = ours;
  settings.uid = settings.gid = testing::nobody;
  if (error_of([&] { queue.set(settings); }) == EINVAL) {
    testing::not_checked_here(testing::two_users);
  } else {
    const Status status = queue.status();
    CHECK(status.settings.uid == testing::nobody);
    CHECK(status.settings.gid == testing::nobody);
    CHECK(status.creator_uid == ours.uid);
    CHECK(status.creator_gid == ours.gid);
  }
  CHECK(testing::error_of_unprivileged([&] { queue.remove(); }) == 0);
  CHECK_FALSE(testing::exists(queue));
}

TEST_CASE("a queue with less capacity than content loses nothing") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "12345678"});
  set_capacity(queue, 4);
  CHECK(queue.status().bytes == 8);
  Text<8> text;
  CHECK(queue.try_receive(text));
  CHECK(text == "12345678");
}
