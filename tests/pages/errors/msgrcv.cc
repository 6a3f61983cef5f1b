// What may come of msgrcv: rows of docs/errors.md, as provoke.h says.
#include <cerrno>

#include "common/calls.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "doctest/doctest.h"
#include "tests/pages/errors/provoke.h"

using namespace msgq;
using namespace errors;

// lesson: 04 05
// do: Try again later, or receive without IPC_NOWAIT, which sleeps until a message comes.
TEST_CASE("msgrcv ENOMSG: no message matches, and IPC_NOWAIT is set") {
  const auto queue = ScopedQueue::create(ipc_private);
  send(queue);
  Small message;
  CHECK(errno_of(calls::msgrcv(queue.id(), &message, message.room, 2, IPC_NOWAIT)) == ENOMSG);
  CHECK_FALSE(queue.try_receive(message, Select::exactly(2)));
}

// lesson: 05
// do: Receive again with more room: the message has stayed, and with the same room it is E2BIG for
//     ever.
TEST_CASE("msgrcv E2BIG: the message is longer than msgsz, and MSG_NOERROR is not set") {
  const auto queue = ScopedQueue::create(ipc_private);
  const auto send_long = [&] { queue.send(Large{1, "long text"}); };
  const auto receive_small = [&] { receive(queue); };
  SUBCASE("a message that waits") {
    send_long();
    CHECK(error_of(receive_small) == E2BIG);
    CHECK(error_of(receive_small) == E2BIG);
  }
  SUBCASE("a message that comes while the call sleeps") {
    CHECK(error_of_sleeper("msgrcv", receive_small, [&](pid_t) { send_long(); }) == E2BIG);
  }
  Large enough;
  CHECK(queue.try_receive(enough));
}

// lesson: 07
// do: It was removed before the call, and its messages with it. Open it anew by its key, or end.
TEST_CASE("msgrcv EINVAL: no queue has this id, or none any more") {
  CHECK(error_of([] { receive(removed_queue()); }) == EINVAL);
  CHECK(error_of([] { receive(Queue::from_id(-1)); }) == EINVAL);
}

// lesson: -
// do: Pass the bytes that the buffer has behind the type. Has a subtraction gone below 0?
TEST_CASE("msgrcv EINVAL: msgsz is above SSIZE_MAX, as a negative number becomes") {
  const auto queue = ScopedQueue::create(ipc_private);
  send(queue);
  Small message;
  const auto msgsz = static_cast<std::size_t>(-1);
  CHECK(errno_of(calls::msgrcv(queue.id(), &message, msgsz, 0, IPC_NOWAIT)) == EINVAL);
  CHECK(queue.status().messages == 1);
}

// lesson: -
// do: Have the owner change the mode. The owner is bound by it too, and may change it;
//     root usually has CAP_IPC_OWNER, which passes every mode.
TEST_CASE("msgrcv EACCES: the mode does not let you read") {
  const auto queue = ScopedQueue::create(ipc_private, 0200);
  CHECK(error_of_unprivileged([&] { send(queue); }) == 0);
  CHECK(error_of_unprivileged([&] { receive(queue); }) == EACCES);
}

// lesson: -
// do: Nothing was received. Have the owner change the mode back.
TEST_CASE("msgrcv EACCES: the right to read was taken away while the call slept") {
  const auto queue = ScopedQueue::create(ipc_private);
  const int error = error_of_sleeper(
      "msgrcv", [&] { receive(queue); }, [&](pid_t) { set_mode(queue, 0200); });
  CHECK(error == EACCES);
}

// lesson: 07
// do: Nothing was received. Open the queue anew by its key, or end.
TEST_CASE("msgrcv EIDRM: the queue was removed while the call slept") {
  const Queue queue = Queue::create(ipc_private);
  const int error = error_of_sleeper(
      "msgrcv", [&] { receive(queue); }, [&](pid_t) { queue.remove(); });
  CHECK(error == EIDRM);
}

// lesson: -
// do: Nothing was received. See what the handler wants, then receive again.
TEST_CASE("msgrcv EINTR: a signal handler ran while the call slept, SA_RESTART or not") {
  const auto queue = ScopedQueue::create(ipc_private);
  const int error = error_of_sleeper(
      "msgrcv", [&] { receive(queue); }, [](pid_t pid) { interrupt(pid, "msgrcv"); });
  CHECK(error == EINTR);
}

// lesson: -
// do: Pass the address of a `long` with msgsz bytes behind it. The message is lost: it was taken
//     from the queue before it was copied.
TEST_CASE("msgrcv EFAULT: the buffer is a bad pointer") {
  const auto queue = ScopedQueue::create(ipc_private);
  send(queue);
  CHECK(errno_of(calls::msgrcv(queue.id(), nullptr, 4, 0, IPC_NOWAIT)) == EFAULT);
  CHECK(queue.status().messages == 0);
}
