// What may come of msgsnd: rows of docs/errors.md, as provoke.h says.
#include <cerrno>
#include <string>

#include "common/calls.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/namespaces.h"
#include "doctest/doctest.h"
#include "tests/pages/errors/provoke.h"

using namespace msgq;
using namespace errors;

// lesson: 03
// do: Try again when somebody has received, or send without IPC_NOWAIT, which sleeps until it fits.
//     A body larger than `msg_qbytes` never does.
TEST_CASE("msgsnd EAGAIN: there is no room for the message now, and IPC_NOWAIT is set") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, 4);
  send(queue);
  const Small message{1, "x"};
  CHECK(errno_of(calls::msgsnd(queue.id(), &message, message.size(), IPC_NOWAIT)) == EAGAIN);
  CHECK_FALSE(queue.try_send(message));
}

// lesson: 03
// do: Give each message a type of 1 or more; it is a `long`.
TEST_CASE("msgsnd EINVAL: the type is 0 or less") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(error_of([&] { queue.send(Small{0, "text"}); }) == EINVAL);
  CHECK(error_of([&] { queue.send(Small{-1, "text"}); }) == EINVAL);
  CHECK(queue.status().messages == 0);
}

// lesson: 03
// do: Send it in parts, or raise [msgmax and msgmnb](limits.md). To wait does not help. A
//     msgsz that went below 0 is a very large one.
TEST_CASE("msgsnd EINVAL: the body is longer than msgmax") {
  const long msgmax = testing::limit("kernel/msgmax");
  const std::string text(msgmax + 1 + sizeof(long), 1);
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(errno_of(calls::msgsnd(queue.id(), text.data(), msgmax + 1, 0)) == EINVAL);
  CHECK(errno_of(calls::msgsnd(queue.id(), text.data(), msgmax, IPC_NOWAIT)) != EINVAL);
  CHECK(errno_of(calls::msgsnd(queue.id(), text.data(), static_cast<std::size_t>(-1), 0)) ==
        EINVAL);
  set_capacity(queue, 0);  // it does not wait for room first
  CHECK(errno_of(calls::msgsnd(queue.id(), text.data(), msgmax + 1, 0)) == EINVAL);
}

// lesson: 07
// do: It was removed before the call. Open it anew by its key, or end; and let only one process
//     remove, when the others are done.
TEST_CASE("msgsnd EINVAL: no queue has this id, or none any more") {
  CHECK(error_of([] { send(removed_queue()); }) == EINVAL);
  CHECK(error_of([] { send(Queue::from_id(-1)); }) == EINVAL);
}

// lesson: -
// do: Have the owner change the mode. The owner is bound by it too, and may change it;
//     root usually has CAP_IPC_OWNER, which passes every mode.
TEST_CASE("msgsnd EACCES: the mode does not let you write") {
  const auto queue = ScopedQueue::create(ipc_private, 0400);
  CHECK(error_of_unprivileged([&] { send(queue); }) == EACCES);
  Small message;
  CHECK(error_of_unprivileged([&] { (void)queue.try_receive(message); }) == 0);
  set_mode(queue, 0066);  // the owner's bits decide for the owner, even if all others may
  CHECK(error_of_unprivileged([&] { send(queue); }) == EACCES);
}

// lesson: -
// do: The message was not sent; the call noticed only when there was room. Have the owner change
//     the mode back.
TEST_CASE("msgsnd EACCES: the right to write was taken away while the call slept") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, 0);
  const int error = error_of_sleeper(
      "msgsnd", [&] { send(queue); },
      [&](pid_t) {
        set_mode(queue, 0400);
        set_capacity(queue, 4);
      });
  CHECK(error == EACCES);
}

// lesson: 07
// do: The message was not sent. Open the queue anew by its key, or end.
TEST_CASE("msgsnd EIDRM: the queue was removed while the call slept") {
  const Queue queue = Queue::create(ipc_private);
  set_capacity(queue, 0);
  const int error = error_of_sleeper(
      "msgsnd", [&] { send(queue); }, [&](pid_t) { queue.remove(); });
  CHECK(error == EIDRM);
}

// lesson: -
// do: The message was not sent. See what the handler wants, then send again.
TEST_CASE("msgsnd EINTR: a signal handler ran while the call slept, SA_RESTART or not") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, 0);
  const int error = error_of_sleeper(
      "msgsnd", [&] { send(queue); }, [](pid_t pid) { interrupt(pid, "msgsnd"); });
  CHECK(error == EINTR);
  CHECK(queue.status().messages == 0);
}

// lesson: -
// do: Pass the address of the type, with msgsz bytes of body behind it.
TEST_CASE("msgsnd EFAULT: the message is a bad pointer") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(errno_of(calls::msgsnd(queue.id(), nullptr, 4, 0)) == EFAULT);
}
