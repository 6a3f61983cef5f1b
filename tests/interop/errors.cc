// Both sides meet the same errors, and sleep and wake in front of each other.
#include <unistd.h>

#include <cerrno>
#include <string>

#include "common/blocked.h"
#include "common/error_of.h"
#include "common/testing/queues.h"
#include "common/testing/rights.h"
#include "common/testing/sleeper.h"
#include "doctest/doctest.h"
#include "lessons/08_php_wire_format/wire.h"
#include "tests/interop/shared_queue.h"

using namespace msgq;
using namespace interop;

TEST_CASE("An empty queue is ENOMSG to both, a full one EAGAIN") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  CHECK(php("return msg_receive($queue, 0, $t, 99, $m, true, MSG_IPC_NOWAIT, $error) ?: $error;") ==
        std::to_string(ENOMSG));
  CHECK(waiting(queue) == "(none)");
  testing::set_capacity(queue, 5);
  CHECK(php("return msg_send($queue, 1, 'hello', false, false);") == "true");
  CHECK(php("return msg_send($queue, 1, 'x', false, false, $error) ?: $error;") ==
        std::to_string(EAGAIN));
  CHECK_FALSE(queue->try_send(Text<8>{1, "x"}));
}

TEST_CASE("A type of 0 and a message above msgmax are EINVAL to both") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  const std::string einval = std::to_string(EINVAL);
  CHECK(php("return msg_send($queue, 0, 'x', false, false, $error) ?: $error;") == einval);
  CHECK(php("return msg_send($queue, 1, str_repeat('x', 8193), false, false, $error) ?: $error;") ==
        einval);
  CHECK(error_of([&] { queue->send(Text<8>{0, "x"}); }) == EINVAL);
  CHECK(error_of([&] { queue->send(Message<char[8193]>{}); }) == EINVAL);
  CHECK(queue->status().messages == 0);
}

TEST_CASE("C++ removes the queue: PHP wakes with EIDRM, and then gets EINVAL") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  const std::string receive =
      "return msg_receive($queue, 1, $t, 99, $m, true, 0, $error) ?: $error;";
  php.start(receive);
  wait_until_blocked(php.pid(), "msgrcv");
  queue->remove();
  CHECK(php.finish() == std::to_string(EIDRM));
  CHECK(php(receive) == std::to_string(EINVAL));
  CHECK(php("return msg_stat_queue($queue);") == "false");
}

TEST_CASE("PHP removes the queue: C++ wakes with EIDRM, and then gets EINVAL") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  const auto receive = [&] {
    Text<8> message;
    return error_of([&] { queue->receive(message); });
  };
  testing::Sleeper sleeper{"msgrcv", receive};
  REQUIRE(php("return msg_remove_queue($queue);") == "true");
  CHECK(sleeper.wait() == EIDRM);
  CHECK(receive() == EINVAL);
}

TEST_CASE("PHP sleeps in msg_send while the queue is full, until C++ receives") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  testing::set_capacity(queue, 5);
  wire::send(queue, 1, "hello");
  php.start("return msg_send($queue, 2, 'world', false);");
  wait_until_blocked(php.pid(), "msgsnd");
  CHECK(waiting(queue) == "hello");
  CHECK(php.finish() == "true");
  CHECK(waiting(queue) == "world");
}

TEST_CASE("C++ sleeps in send while the queue is full, until PHP receives") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  testing::set_capacity(queue, 5);
  wire::send(queue, 1, "i:42;");
  testing::Sleeper sleeper{"msgsnd", [&] { wire::send(queue, 2, "i:43;"); }};
  REQUIRE(php("return msg_receive($queue, 1, $t, 99, $m) ? $m : 'none';") == "42");
  CHECK(sleeper.wait() == 0);
  CHECK(waiting(queue) == "i:43;");
}

TEST_CASE("A queue that grants nothing is EACCES to PHP and to C++, though PHP opens it") {
  const SharedQueue queue{0};
  Php php{Interpreter::Rights::none};
  queue.open_in(php);
  const std::string eacces = std::to_string(EACCES);
  CHECK(php("return msg_send($queue, 1, 'x', true, false, $error) ?: $error;") == eacces);
  CHECK(php("return msg_receive($queue, 0, $t, 9, $m, true, MSG_IPC_NOWAIT, $error) ?: $error;") ==
        eacces);
  const auto send = [&] { (void)queue->try_send(Text<8>{1}); };
  CHECK(testing::error_of_unprivileged(send) == EACCES);
}

TEST_CASE("Both see the same status: messages, capacity, the pids of each other") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  php("return msg_send($queue, 1, 'hello', false);");
  const Status status = queue->status();
  CHECK(status.messages == 1);
  CHECK(status.bytes == 5);
  CHECK(status.last_sender == php.pid());
  CHECK(waiting(queue) == "hello");
  CHECK(php("$s = msg_stat_queue($queue);"
            "return [$s['msg_qnum'], $s['msg_qbytes'], $s['msg_lrpid'], $s['msg_perm.mode']];") ==
        "[0," + std::to_string(status.settings.max_bytes) + "," + std::to_string(getpid()) +
            ",384]");
  CHECK(php("return msg_set_queue($queue, ['msg_qbytes' => 100]);") == "true");
  CHECK(queue->status().settings.max_bytes == 100);
}
