#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string>

#include "common/error_of.h"
#include "common/program/picture.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/namespaces.h"
#include "common/testing/skipped.h"
#include "common/testing/sleeper.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

using Small = Text<4>;
using Large = Text<16>;

// What one receive takes, type and text: "4a"; "-" if nothing matches.
std::string take(Queue queue, Select select = Select::any()) {
  Large message;
  if (!queue.try_receive(message, select)) return "-";
  return std::to_string(message.type) + message.c_str();
}

// The same for a peek.
std::string peek(Queue queue, long place) {
  Large message;
  if (!queue.try_peek(message, place)) return "-";
  return std::to_string(message.type) + message.c_str();
}

// The raw call: its result, or its errno as a negative number.
template <std::size_t room>
long msgrcv(Queue queue, Text<room>& message, long msgtyp, int msgflg) {
  const ssize_t size = calls::msgrcv(queue.id(), &message, room, msgtyp, msgflg);
  return size == -1 ? -errno : size;
}

// The result of a peek at an empty queue.
long peek_at_nothing() {
  const auto queue = ScopedQueue::create(ipc_private);
  Large message;
  return msgrcv(queue, message, 0, MSG_COPY | IPC_NOWAIT);
}

// True, with a note, where no message can be copied: not every kernel has MSG_COPY.
bool cannot_peek() {
  if (peek_at_nothing() != -ENOSYS) return false;
  testing::not_checked_here(testing::checkpoint_restore);
  return true;
}

// The errno of a receive with room for 4 bytes, which may sleep.
int error_of_small_receive(Queue queue) {
  return error_of([&] {
    Small message;
    queue.receive(message);
  });
}

}  // namespace

TEST_CASE("With IPC_NOWAIT a receive that matches nothing is ENOMSG, and never EAGAIN") {
  const auto queue = ScopedQueue::create(ipc_private);
  Large message;
  CHECK(msgrcv(queue, message, 0, IPC_NOWAIT) == -ENOMSG);
  queue.send(Large{1, "a"});
  CHECK(msgrcv(queue, message, 2, IPC_NOWAIT) == -ENOMSG);
  CHECK_FALSE(queue.try_receive(message, Select::exactly(2)));
}

TEST_CASE("An empty message is a success: msgrcv returns 0, and try_receive true") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Large{3, ""});
  queue.send(Large{4, ""});
  Large message{1, "before"};
  CHECK(msgrcv(queue, message, 0, IPC_NOWAIT) == 0);
  CHECK(message.type == 3);
  CHECK(queue.try_receive(message));
  CHECK(message.type == 4);
  CHECK(message.size() == 0);
}

TEST_CASE("MSG_EXCEPT takes one message, the oldest of any other type") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Large{2, "a"});
  queue.send(Large{3, "b"});
  queue.send(Large{1, "c"});
  CHECK(take(queue, Select::except(2)) == "3b");
  CHECK(queue.status().messages == 2);
  CHECK(take(queue, Select::except(2)) == "1c");
  CHECK(take(queue, Select::except(2)) == "-");
  CHECK(take(queue) == "2a");
}

TEST_CASE("With msgtyp 0 or a negative one MSG_EXCEPT is ignored") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Large{2, "a"});
  queue.send(Large{3, "b"});
  queue.send(Large{1, "c"});
  CHECK(take(queue, {.msgtyp = -2, .flags = MSG_EXCEPT}) == "1c");
  CHECK(take(queue, {.msgtyp = 0, .flags = MSG_EXCEPT}) == "2a");
}

TEST_CASE("A sleeper with MSG_EXCEPT and msgtyp 2 sleeps through type 2 and wakes for type 3") {
  const auto queue = ScopedQueue::create(ipc_private);
  testing::Sleeper sleeper("msgrcv", [&] {
    Large message;
    queue.receive(message, Select::except(2));
    return message.type;
  });
  queue.send(Large{2, "a"});
  CHECK(queue.status().messages == 1);
  queue.send(Large{3, "b"});
  CHECK(sleeper.wait() == 3);
  CHECK(take(queue) == "2a");
}

TEST_CASE("The numbers of these flags in PHP, 1, 2 and 4, are no flags to the kernel") {
  const auto queue = ScopedQueue::create(ipc_private);
  constexpr int php_ipc_nowait = 1, php_noerror = 2, php_except = 4;

  testing::Sleeper sleeper("msgrcv", [&] {
    Large message;
    return msgrcv(queue, message, 0, php_ipc_nowait);
  });
  queue.send(Large{1, "bytes"});
  CHECK(sleeper.wait() == 5);

  queue.send(Large{2, "bytes"});
  Small small;
  CHECK(msgrcv(queue, small, 0, php_noerror | IPC_NOWAIT) == -E2BIG);
  Large large;
  CHECK(msgrcv(queue, large, 2, php_except | IPC_NOWAIT) == 5);
  CHECK(large.type == 2);
}

TEST_CASE("A message that is too large is E2BIG and stays at its place; more room then gets it") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Large{1, "long text"});
  queue.send(Large{1, "b"});
  for (int i = 0; i < 3; ++i) {
    Small small;
    CHECK(msgrcv(queue, small, 0, IPC_NOWAIT) == -E2BIG);
    CHECK(queue.status().messages == 2);
    CHECK(queue.status().bytes == 10);
  }
  CHECK(take(queue) == "1long text");
  CHECK(take(queue) == "1b");
}

TEST_CASE(
    "Such a message blocks those behind it that the same msgtyp selects: head-of-line blocking") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Large{1, "long text"});
  queue.send(Large{2, "b"});
  Small small;
  CHECK(msgrcv(queue, small, 0, IPC_NOWAIT) == -E2BIG);
  CHECK(msgrcv(queue, small, -2, IPC_NOWAIT) == -E2BIG);
  CHECK(msgrcv(queue, small, 2, IPC_NOWAIT) == 1);
}

TEST_CASE("A sleeper with too little room wakes with E2BIG, and the message stays") {
  const auto queue = ScopedQueue::create(ipc_private);
  testing::Sleeper sleeper{"msgrcv", [&] { return error_of_small_receive(queue); }};
  queue.send(Large{1, "long text"});
  CHECK(sleeper.wait() == E2BIG);
  CHECK(take(queue) == "1long text");
}

TEST_CASE("One message wakes all such sleepers, until it finds one with room, who gets it") {
  const auto queue = ScopedQueue::create(ipc_private);
  testing::Sleeper first{"msgrcv", [&] { return error_of_small_receive(queue); }};
  testing::Sleeper second{"msgrcv", [&] { return error_of_small_receive(queue); }};
  testing::Sleeper third("msgrcv", [&] {
    Large message;
    queue.receive(message);
    return message.size();
  });
  queue.send(Large{1, "long text"});
  CHECK(first.wait() == E2BIG);
  CHECK(second.wait() == E2BIG);
  CHECK(third.wait() == 9);
  CHECK(queue.status().messages == 0);
}

TEST_CASE("MSG_NOERROR cuts the message to the room there is; the rest is lost") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Large{1, "long text"});
  Small message;
  CHECK(queue.try_receive(message, Select::any(), Oversize::truncate));
  CHECK(message == "long");
  CHECK(queue.status().messages == 0);
  CHECK(queue.status().bytes == 0);
}

TEST_CASE("Nothing tells of the cut: msgrcv returns the room, as for a message that just fits") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Large{1, "long text"});
  queue.send(Large{1, "long"});
  Small cut, whole;
  CHECK(msgrcv(queue, cut, 0, MSG_NOERROR | IPC_NOWAIT) == 4);
  CHECK(msgrcv(queue, whole, 0, MSG_NOERROR | IPC_NOWAIT) == 4);
  CHECK(std::string(cut.bytes, 4) == std::string(whole.bytes, 4));
}

TEST_CASE("With room for nothing MSG_NOERROR throws a whole message away, and returns 0") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Large{1, "long text"});
  Text<0> nothing;
  CHECK(msgrcv(queue, nothing, 0, MSG_NOERROR | IPC_NOWAIT) == 0);
  CHECK(queue.status().messages == 0);
}

TEST_CASE("MSG_COPY is of CONFIG_CHECKPOINT_RESTORE, as msg_next_id is: ENOSYS where that is not") {
  if (testing::limit("kernel/msgmax") < 0) {
    testing::not_checked_here("/proc/sys");
    return;
  }
  const bool has_it = std::filesystem::exists("/proc/sys/kernel/msg_next_id");
  CHECK(peek_at_nothing() == (has_it ? -ENOMSG : -ENOSYS));
}

TEST_CASE("MSG_COPY: try_peek copies the message at a place, 0 for the head, whatever its type") {
  if (cannot_peek()) return;
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Large{4, "a"});
  queue.send(Large{1, "b"});
  queue.send(Large{3, "c"});
  CHECK(peek(queue, 0) == "4a");
  CHECK(peek(queue, 1) == "1b");
  CHECK(peek(queue, 2) == "3c");
}

TEST_CASE("A peek changes nothing: not qnum, not rtime, not lrpid; so draw() does not either") {
  if (cannot_peek()) return;
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Large{1, "a"});
  queue.send(Large{1, "b"});
  std::FILE* const nowhere = std::fopen("/dev/null", "w");
  REQUIRE(nowhere != nullptr);

  CHECK(peek(queue, 0) == "1a");
  CHECK(peek(queue, 0) == "1a");
  draw(queue, nowhere);
  std::fclose(nowhere);

  const Status status = queue.status();
  CHECK(status.messages == 2);
  CHECK(status.bytes == 2);
  CHECK(status.last_receive == 0);
  CHECK(status.last_receiver == 0);
  CHECK(take(queue) == "1a");
  CHECK(queue.status().last_receive != 0);
  CHECK(queue.status().last_receiver != 0);
}

TEST_CASE("A peek at a place that does not exist is ENOMSG; with too little room it is E2BIG") {
  if (cannot_peek()) return;
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Large{1, "long text"});
  CHECK(peek(queue, 1) == "-");
  Large large;
  CHECK(msgrcv(queue, large, 1, MSG_COPY | IPC_NOWAIT) == -ENOMSG);
  CHECK(msgrcv(queue, large, -1, MSG_COPY | IPC_NOWAIT) == -ENOMSG);
  Small small;
  CHECK(msgrcv(queue, small, 0, MSG_COPY | IPC_NOWAIT) == -E2BIG);
}

TEST_CASE(
    "MSG_COPY is EINVAL without IPC_NOWAIT, with MSG_EXCEPT, and where MSG_NOERROR would cut") {
  if (cannot_peek()) return;
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Large{1, "long text"});
  Small small;
  Large large;
  CHECK(msgrcv(queue, large, 0, MSG_COPY | IPC_NOWAIT) == 9);
  CHECK(msgrcv(queue, large, 0, MSG_COPY) == -EINVAL);
  CHECK(msgrcv(queue, large, 0, MSG_COPY | IPC_NOWAIT | MSG_EXCEPT) == -EINVAL);
  CHECK(msgrcv(queue, small, 0, MSG_COPY | IPC_NOWAIT | MSG_NOERROR) == -EINVAL);
  CHECK(queue.status().messages == 1);
}
