// What may come of a peek, msgrcv with MSG_COPY: rows of docs/errors.md, as provoke.h says.
#include <cerrno>

#include "common/calls.h"
#include "common/child.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/missing_calls.h"
#include "common/testing/namespaces.h"
#include "common/testing/skipped.h"
#include "doctest/doctest.h"
#include "tests/pages/errors/provoke.h"

using namespace msgq;
using namespace errors;
using testing::not_allowed;
using testing::skipped;

namespace {

// The raw peek at the head.
template <class M>
int error_of_peek(Queue queue, M message, int flags) {
  return errno_of(calls::msgrcv(queue.id(), &message, M::room, 0, MSG_COPY | flags));
}

}  // namespace

// lesson: 05
// do: Nothing: after the last place, this is how a walk through the queue ends.
TEST_CASE("msgrcv MSG_COPY ENOMSG: no message stands at the place msgtyp, counted from 0") {
  const auto queue = ScopedQueue::create(ipc_private);
  send(queue);
  Small message;
  const int flags = MSG_COPY | IPC_NOWAIT;
  CHECK(errno_of(calls::msgrcv(queue.id(), &message, message.room, 0, flags)) == 0);
  CHECK(errno_of(calls::msgrcv(queue.id(), &message, message.room, 1, flags)) == ENOMSG);
  CHECK(errno_of(calls::msgrcv(queue.id(), &message, message.room, -1, flags)) == ENOMSG);
  CHECK_FALSE(queue.try_peek(message, 1));
}

// lesson: 05
// do: Peek again with more room.
TEST_CASE("msgrcv MSG_COPY E2BIG: the message is longer than msgsz") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Large{1, "long text"});
  CHECK(error_of_peek(queue, Small{}, IPC_NOWAIT) == E2BIG);
  CHECK(error_of_peek(queue, Large{}, IPC_NOWAIT) == 0);
}

// lesson: 05
// do: Set IPC_NOWAIT: a peek cannot wait.
TEST_CASE("msgrcv MSG_COPY EINVAL: IPC_NOWAIT is not set") {
  const auto queue = ScopedQueue::create(ipc_private);
  send(queue);
  CHECK(error_of_peek(queue, Small{}, 0) == EINVAL);
  CHECK(queue.status().messages == 1);
}

// lesson: 05
// do: Leave MSG_EXCEPT out: msgtyp is a place, not a type.
TEST_CASE("msgrcv MSG_COPY EINVAL: MSG_EXCEPT is set too") {
  const auto queue = ScopedQueue::create(ipc_private);
  send(queue);
  CHECK(error_of_peek(queue, Small{}, IPC_NOWAIT | MSG_EXCEPT) == EINVAL);
  CHECK(queue.status().messages == 1);
}

// lesson: 05
// do: Peek with more room, and without MSG_NOERROR.
TEST_CASE("msgrcv MSG_COPY EINVAL: the message is longer than msgsz, and MSG_NOERROR is set") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Large{1, "long text"});
  CHECK(error_of_peek(queue, Small{}, IPC_NOWAIT | MSG_NOERROR) == EINVAL);
  CHECK(error_of_peek(queue, Large{}, IPC_NOWAIT | MSG_NOERROR) == 0);
}

// lesson: -
// do: Receive the message, or raise [msgmax](limits.md#msgmax) again. More room does not help.
TEST_CASE("msgrcv MSG_COPY EINVAL: the message is longer than msgmax, which was lowered since") {
  const int error = testing::in_ipc_namespace([] {
    const auto queue = ScopedQueue::create(ipc_private);
    queue.send(Large{1, "long text"});
    if (!testing::set_limit("kernel/msgmax", 4)) return not_allowed;
    const int error = error_of_peek(queue, Large{}, IPC_NOWAIT);
    Large message;
    return queue.try_receive(message) ? error : 0;
  });
  if (!skipped(error, testing::own_namespace)) CHECK(error == EINVAL);
}

// lesson: 07
// do: It was removed before the call. Open it anew by its key, or end.
TEST_CASE("msgrcv MSG_COPY EINVAL: no queue has this id, or none any more") {
  CHECK(error_of_peek(removed_queue(), Small{}, IPC_NOWAIT) == EINVAL);
}

// lesson: -
// do: Have the owner change the mode: to peek is to read.
TEST_CASE("msgrcv MSG_COPY EACCES: the mode does not let you read") {
  const auto queue = ScopedQueue::create(ipc_private, 0200);
  const auto peek = [&] {
    Small message;
    (void)queue.try_peek(message, 0);
  };
  CHECK(error_of_unprivileged(peek) == EACCES);
}

// lesson: -
// do: Pass the address of a `long` with msgsz bytes behind it. The message has stayed.
TEST_CASE("msgrcv MSG_COPY EFAULT: the buffer is a bad pointer") {
  const auto queue = ScopedQueue::create(ipc_private);
  send(queue);
  CHECK(errno_of(calls::msgrcv(queue.id(), nullptr, 4, 0, MSG_COPY | IPC_NOWAIT)) == EFAULT);
  CHECK(queue.status().messages == 1);
}

// lesson: 05
// do: Do without: no other call looks at a message and leaves it there.
TEST_CASE("msgrcv MSG_COPY ENOSYS: the kernel was built without CONFIG_CHECKPOINT_RESTORE") {
  const auto queue = ScopedQueue::create(ipc_private);
  send(queue);
  const int error = in_child([&] {
    testing::without_msg_copy();
    return error_of_peek(queue, Small{}, IPC_NOWAIT);
  });
  CHECK(error == ENOSYS);
}
