// What docs/php_to_cpp.md says beyond the lessons; what it says of PHP stands in php_facts.php.
#include <sys/msg.h>

#include <cerrno>
#include <string>

#include "common/error_of.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/namespaces.h"
#include "common/testing/queues.h"
#include "common/testing/skipped.h"
#include "common/testing/sleeper.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"

using namespace msgq;
using testing::set_capacity;

TEST_CASE("The tutorial's program") {
  const testing::TemporaryFile temporary;
  const std::string name = temporary.path();
  const char* const file = name.c_str();
  // [tutorial]
  const Queue queue = Queue::open_or_create(Key::from_path(file, 'A'), 0600);
  queue.send(Text<100>{1, "hello"});
  const std::size_t waiting = queue.status().messages;
  Text<100> message;
  queue.receive(message, Select::exactly(1));
  queue.remove();
  // [/tutorial]
  CHECK(waiting == 1);
  CHECK(message.type == 1);
  CHECK(message == "hello");
}

TEST_CASE("The kernel's flags and error numbers, beside those of PHP") {
  CHECK(IPC_NOWAIT == 04000);
  CHECK(MSG_NOERROR == 010000);
  CHECK(MSG_EXCEPT == 020000);
  CHECK(MSG_COPY == 040000);
  CHECK(EAGAIN == 11);
  CHECK(ENOMSG == 42);
}

TEST_CASE("What try_receive does not find leaves the message as it was") {
  const auto queue = ScopedQueue::create(ipc_private);
  Text<8> message{7, "before"};
  CHECK_FALSE(queue.try_receive(message));
  CHECK(message.type == 7);
  CHECK(message == "before");
}

TEST_CASE("A small message overtakes a large one whose sender fell asleep before") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, 8);
  queue.send(Text<8>{1, "full"});
  queue.send(Text<8>{1, "full"});
  testing::Sleeper large{"msgsnd", [&] { queue.send(Text<8>{1, "large"}); }};
  testing::Sleeper small{"msgsnd", [&] { queue.send(Text<8>{1, "tiny"}); }};

  Text<8> message;
  queue.receive(message);
  CHECK(small.wait() == 0);
  large.wait_until_asleep();
  queue.receive(message);
  queue.receive(message);
  CHECK(message == "tiny");
  CHECK(large.wait() == 0);
}

TEST_CASE("So small messages may keep a large one out for ever, also with IPC_NOWAIT") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, 8);
  queue.send(Text<8>{1, "tiny"});
  testing::Sleeper large{"msgsnd", [&] { queue.send(Text<8>{1, "large"}); }};

  Text<8> message;
  for (int i = 0; i < 50; ++i) {
    REQUIRE(queue.try_send(Text<8>{1, "tiny"}));
    queue.receive(message);
    REQUIRE(message == "tiny");
  }
  large.wait_until_asleep();
  queue.receive(message);
  CHECK(large.wait() == 0);
  CHECK(queue.try_receive(message));
  CHECK(message == "large");
}

TEST_CASE("A full queue keeps out even the message for which a receiver sleeps") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, 8);
  testing::Sleeper receiver("msgrcv", [&] {
    Text<8> message;
    queue.receive(message, Select::exactly(1));
  });
  queue.send(Text<8>{2, "all of 8"});
  CHECK_FALSE(queue.try_send(Text<8>{1, "for you"}));
  receiver.wait_until_asleep();

  Text<8> message;
  queue.receive(message);
  CHECK(queue.try_send(Text<8>{1, "for you"}));
  CHECK(receiver.wait() == 0);
}

TEST_CASE("In another IPC namespace, as in a container, neither key nor msqid leads to the queue") {
  const testing::TemporaryFile file;
  const auto queue = ScopedQueue::create(file.key());
  const int status = testing::in_ipc_namespace([&] {
    if (error_of([&] { Queue::open(file.key()); }) != ENOENT) return 2;
    return error_of([&] { queue.send(Text<8>{1}); }) == EINVAL ? 0 : 3;
  });
  if (!testing::skipped(status, testing::own_namespace)) CHECK(status == 0);
}
