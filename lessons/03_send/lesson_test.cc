#include <cerrno>
#include <climits>
#include <cstring>
#include <string>

#include "common/error_of.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/namespaces.h"
#include "common/testing/queues.h"
#include "common/testing/skipped.h"
#include "common/testing/sleeper.h"
#include "doctest/doctest.h"

using namespace msgq;
using testing::error_of_sending;
using testing::set_capacity;

namespace {

// What the kernel is given, byte by byte, in memory that goes on behind the message.
struct Raw {
  long type = 1;
  char bytes[32] = {};
};

// Takes a message as it is. Where nothing came, the bytes are '#'.
Raw take(Queue queue, std::size_t expected_size) {
  Raw raw;
  std::memset(raw.bytes, '#', sizeof raw.bytes);
  const ssize_t size = calls::msgrcv(queue.id(), &raw, sizeof raw.bytes, 0, IPC_NOWAIT);
  CHECK(size == static_cast<ssize_t>(expected_size));
  return raw;
}

std::string text(const char* bytes, std::size_t size) { return {bytes, size}; }

}  // namespace

TEST_CASE("msgsz counts the bytes behind the type; the kernel adds no NUL, and needs none") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "hello"});
  CHECK(queue.status().bytes == 5);
  CHECK(text(take(queue, 5).bytes, 7) == "hello##");
}

TEST_CASE("A NUL is a byte like any other: it travels, and so does what follows it") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "a\0b", 3});
  CHECK(text(take(queue, 3).bytes, 4) == std::string{"a\0b#", 4});
}

TEST_CASE("An empty message is a message: to receive its 0 bytes is success") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{7, ""});
  CHECK(queue.status().messages == 1);
  CHECK(queue.status().bytes == 0);
  CHECK(take(queue, 0).type == 7);
}

TEST_CASE("A struct travels as it lies in memory, with the padding between its members") {
  struct Padded {
    char letter;
    int number;
  };
  static_assert(sizeof(Padded) == 8);
  Message<Padded> message;
  std::memcpy(&message.body, "a!!!1234", sizeof message.body);  // !!! is padding, of no member

  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(message);
  CHECK(text(take(queue, 8).bytes, 9) == "a!!!1234#");
}

TEST_CASE("A type is a positive long; 0 or less is EINVAL") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(error_of([&] { queue.send(Text<8>{0, "hello"}); }) == EINVAL);
  CHECK(error_of([&] { queue.send(Text<8>{-1, "hello"}); }) == EINVAL);
  CHECK(error_of([&] { queue.send(Text<8>{LONG_MIN, "hello"}); }) == EINVAL);
  CHECK(queue.status().messages == 0);
  queue.send(Text<8>{LONG_MAX, "hello"});
  CHECK(take(queue, 5).type == LONG_MAX);
}

TEST_CASE(
    "One byte more than msgmax is EINVAL, with IPC_NOWAIT too: it is no question of waiting") {
  const auto queue = ScopedQueue::create(ipc_private);
  const long msgmax = testing::limit("kernel/msgmax");
  CHECK(error_of_sending(queue, msgmax) != EINVAL);
  CHECK(error_of_sending(queue, msgmax + 1) == EINVAL);
}

TEST_CASE("The defaults are 8192 bytes a message, 16384 a queue: 65536 fits neither") {
  const int status = testing::in_ipc_namespace([] {
    if (testing::limit("kernel/msgmax") != 8192) return 2;
    if (testing::limit("kernel/msgmnb") != 16384) return 3;
    const auto queue = ScopedQueue::create(ipc_private);
    if (queue.status().settings.max_bytes != 16384) return 4;
    if (error_of_sending(queue, 65536) != EINVAL) return 5;
    if (error_of_sending(queue, 8192) != 0) return 6;
    if (error_of_sending(queue, 8192) != 0) return 7;
    return error_of_sending(queue, 1) == EAGAIN ? 0 : 8;
  });
  if (!testing::skipped(status, testing::own_namespace)) CHECK(status == 0);
}

TEST_CASE(
    "A queue is full for what does not fit into msg_qbytes: EAGAIN, and try_send says false") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, 10);
  CHECK(queue.try_send(Text<8>{1, "hello"}));
  CHECK(error_of_sending(queue, 6) == EAGAIN);
  CHECK_FALSE(queue.try_send(Text<8>{1, "sailor"}));
  CHECK(queue.try_send(Text<8>{1, "world"}));  // full for six bytes is not full for five
  CHECK_FALSE(queue.try_send(Text<8>{1, "!"}));
}

TEST_CASE("When no byte is free, empty messages still fit, until msg_qbytes messages wait") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, 4);
  CHECK(queue.try_send(Text<8>{1, "full"}));
  for (int i = 0; i < 3; ++i) CHECK(queue.try_send(Text<8>{1, ""}));
  CHECK_FALSE(queue.try_send(Text<8>{1, ""}));

  const auto only_empty = ScopedQueue::create(ipc_private);
  set_capacity(only_empty, 4);
  for (int i = 0; i < 4; ++i) CHECK(only_empty.try_send(Text<8>{1, ""}));
  CHECK_FALSE(only_empty.try_send(Text<8>{1, ""}));
  CHECK(only_empty.status().bytes == 0);
}

TEST_CASE(
    "A message larger than msg_qbytes does not fit an empty queue: EAGAIN, or sleep for ever") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, 4);
  CHECK_FALSE(queue.try_send(Text<8>{1, "hello"}));

  testing::Sleeper sender{"msgsnd", [&] { queue.send(Text<8>{1, "hello"}); }};
  CHECK(queue.status().messages == 0);
  set_capacity(queue, 5);  // no receive could have woken it
  CHECK(sender.wait() == 0);
}

TEST_CASE("send sleeps while its message does not fit; a receive that frees enough wakes it") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, 5);
  queue.send(Text<8>{1, "first"});
  testing::Sleeper sender{"msgsnd", [&] { queue.send(Text<8>{1, "later"}); }};
  CHECK(queue.status().messages == 1);  // what its sender holds back is not in the queue

  CHECK(text(take(queue, 5).bytes, 5) == "first");
  CHECK(sender.wait() == 0);
  CHECK(text(take(queue, 5).bytes, 5) == "later");
}

TEST_CASE("With sizeof of the whole struct as msgsz, 8 bytes travel that are not of the message") {
  struct {
    long type = 1;
    char bytes[8] = {'p', 'u', 'b', 'l', 'i', 'c', ' ', ' '};
    char behind[8] = {'p', 'a', 's', 's', 'w', 'o', 'r', 'd'};
  } memory;
  struct Whole {
    long type;
    char bytes[8];
  };
  const auto queue = ScopedQueue::create(ipc_private);
  REQUIRE(calls::msgsnd(queue.id(), &memory, sizeof(Whole), IPC_NOWAIT) == 0);
  CHECK(text(take(queue, 16).bytes, 17) == "public  password#");
}

TEST_CASE("With an int as the type, the first bytes become part of it, and the text begins later") {
  struct {
    int type = 1;
    char bytes[36] = "hello world";
  } memory;
  const auto queue = ScopedQueue::create(ipc_private);
  REQUIRE(calls::msgsnd(queue.id(), &memory, 11, IPC_NOWAIT) == 0);
  const Raw received = take(queue, 11);
  CHECK(received.type != 1);
  CHECK(std::memcmp(&received.type, &memory, sizeof received.type) == 0);
  CHECK(text(received.bytes, 8) == std::string{"o world\0", 8});
}

TEST_CASE("Success leaves errno as it was: only after -1 does it say anything") {
  const auto queue = ScopedQueue::create(ipc_private);
  const Text<8> message{1, "hello"};
  errno = 777;
  CHECK(calls::msgsnd(queue.id(), &message, message.size(), IPC_NOWAIT) == 0);
  CHECK(errno == 777);
}
