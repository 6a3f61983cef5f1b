// What may come of msgctl: rows of docs/errors.md, as provoke.h says.
#include <sched.h>

#include <cerrno>

#include "common/calls.h"
#include "common/child.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/rights.h"
#include "common/testing/skipped.h"
#include "doctest/doctest.h"
#include "tests/pages/errors/provoke.h"

using namespace msgq;
using namespace errors;
using testing::not_allowed;
using testing::skipped;

namespace {

// The place of a queue in the kernel's table, which is not its id.
int index_of(Queue queue) {
  msqid_ds status{};  // large enough for the struct msginfo of MSG_INFO
  const int highest = calls::msgctl(0, MSG_INFO, &status);
  for (int index = 0; index <= highest; ++index) {
    if (calls::msgctl(index, MSG_STAT_ANY, &status) == queue.id()) return index;
  }
  return -1;
}

template <class Call>
void check_error_of_nobody(const Call& call, int expected) {
  const int error = testing::error_of_nobody(call);
  if (!skipped(error, testing::two_users)) CHECK(error == expected);
}

}  // namespace

// lesson: 02
// do: Have the owner change the mode. `/proc/sysvipc/msg` and `ipcs -q`, which reads it, need no
//     permission.
TEST_CASE("msgctl IPC_STAT EACCES: the mode does not let you read") {
  const auto queue = ScopedQueue::create(ipc_private, 0200);
  const auto readable = ScopedQueue::create(ipc_private, 0400);
  CHECK(error_of_unprivileged([&] { (void)queue.status(); }) == EACCES);
  CHECK(error_of_unprivileged([&] { (void)readable.status(); }) == 0);
}

// lesson: 07
// do: It was removed; `ipcs -q` shows which there are.
TEST_CASE("msgctl IPC_STAT EINVAL: no queue has this id, or none any more") {
  CHECK(error_of([] { (void)removed_queue().status(); }) == EINVAL);
  CHECK(error_of([] { (void)Queue::from_id(-1).status(); }) == EINVAL);
}

// lesson: -
// do: Pass the address of a `struct msqid_ds`.
TEST_CASE("msgctl IPC_STAT EFAULT: the status is a bad pointer") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(errno_of(calls::msgctl(queue.id(), IPC_STAT, nullptr)) == EFAULT);
}

// lesson: -
// do: Have the owner or the creator do it. The mode plays no part, not even 0666.
TEST_CASE("msgctl IPC_SET EPERM: you are neither its owner nor its creator") {
  const auto queue = ScopedQueue::create(ipc_private, 0666);
  const Settings settings = queue.status().settings;
  check_error_of_nobody([&] { queue.set(settings); }, EPERM);
  set_mode(queue, 0);
  CHECK(error_of_unprivileged([&] { queue.set(settings); }) == 0);
}

// lesson: 02
// do: Raise [msgmnb](limits.md#msgmnb) first; in a container, root too usually lacks this
//     capability. Or msgmnb was lowered: then write a smaller msg_qbytes in the same call.
TEST_CASE("msgctl IPC_SET EPERM: msg_qbytes is above msgmnb, and you lack CAP_SYS_RESOURCE") {
  const auto queue = ScopedQueue::create(ipc_private);
  const std::size_t msgmnb = queue.status().settings.max_bytes;
  CHECK(error_of_unprivileged([&] { set_capacity(queue, msgmnb); }) == 0);
  CHECK(error_of_unprivileged([&] { set_capacity(queue, msgmnb + 1); }) == EPERM);
}

// lesson: -
// do: Start from IPC_STAT and change what you mean to: IPC_SET writes all four fields. Where the
//     mode forbids IPC_STAT, fill in all four.
TEST_CASE("msgctl IPC_SET EINVAL: uid or gid is -1, or unknown in this user namespace") {
  const auto queue = ScopedQueue::create(ipc_private);
  Settings no_uid = queue.status().settings, no_gid = no_uid;
  no_uid.uid = static_cast<uid_t>(-1);
  no_gid.gid = static_cast<gid_t>(-1);
  CHECK(error_of([&] { queue.set(no_uid); }) == EINVAL);
  CHECK(error_of([&] { queue.set(no_gid); }) == EINVAL);
  const Settings unchanged = queue.status().settings;
  const int error = in_child([&] {
    // A new user namespace knows nobody, not even those of before.
    if (unshare(CLONE_NEWUSER) == -1) return not_allowed;
    return error_of([&] { queue.set(unchanged); });
  });
  if (!skipped(error, testing::user_namespace)) CHECK(error == EINVAL);
}

// lesson: 07
// do: It was removed; `ipcs -q` shows which there are.
TEST_CASE("msgctl IPC_SET EINVAL: no queue has this id, or none any more") {
  CHECK(error_of([] { removed_queue().set({.uid = 0, .gid = 0, .mode = 0, .max_bytes = 0}); }) ==
        EINVAL);
}

// lesson: -
// do: Pass the address of a `struct msqid_ds`.
TEST_CASE("msgctl IPC_SET EFAULT: the settings are a bad pointer") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(errno_of(calls::msgctl(queue.id(), IPC_SET, nullptr)) == EFAULT);
}

// lesson: 07
// do: Have the owner or the creator do it. The mode plays no part, not even 0666.
TEST_CASE("msgctl IPC_RMID EPERM: you are neither its owner nor its creator") {
  const auto queue = ScopedQueue::create(ipc_private, 0666);
  check_error_of_nobody([&] { queue.remove(); }, EPERM);
  const Queue ours = Queue::create(ipc_private, 0);
  CHECK(error_of_unprivileged([&] { ours.remove(); }) == 0);
}

// lesson: 07
// do: Nothing, if you only want it gone. But then two believe they own the queue.
TEST_CASE("msgctl IPC_RMID EINVAL: no queue has this id, or none any more") {
  CHECK(error_of([] { removed_queue().remove(); }) == EINVAL);
}

// lesson: -
// do: Pass the address of a `struct msginfo`.
TEST_CASE("msgctl IPC_INFO, MSG_INFO EFAULT: the information is a bad pointer") {
  CHECK(errno_of(calls::msgctl(0, IPC_INFO, nullptr)) == EFAULT);
  CHECK(errno_of(calls::msgctl(0, MSG_INFO, nullptr)) == EFAULT);
}

// lesson: -
// do: Go on with the next index; or use MSG_STAT_ANY, which asks for no permission.
TEST_CASE("msgctl MSG_STAT EACCES: the mode of the queue at this index does not let you read") {
  const auto queue = ScopedQueue::create(ipc_private, 0200);
  const int index = index_of(queue);
  msqid_ds status{};
  const auto error_of_unprivileged_with = [&](int command) {
    return testing::unprivileged([&] { return errno_of(calls::msgctl(index, command, &status)); });
  };
  CHECK(error_of_unprivileged_with(MSG_STAT) == EACCES);
  CHECK(error_of_unprivileged_with(MSG_STAT_ANY) == 0);
}

// lesson: -
// do: Go on with the next index, up to what MSG_INFO returns: there are gaps.
TEST_CASE("msgctl MSG_STAT EINVAL: no queue has this index") {
  const Queue queue = Queue::create(ipc_private);
  const int index = index_of(queue);
  msqid_ds status{};
  CHECK(calls::msgctl(index, MSG_STAT, &status) == queue.id());
  queue.remove();
  CHECK(errno_of(calls::msgctl(index, MSG_STAT, &status)) == EINVAL);
  CHECK(errno_of(calls::msgctl(index, MSG_STAT_ANY, &status)) == EINVAL);
}

// lesson: -
// do: Pass the address of a `struct msqid_ds`.
TEST_CASE("msgctl MSG_STAT EFAULT: the status is a bad pointer") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(errno_of(calls::msgctl(index_of(queue), MSG_STAT, nullptr)) == EFAULT);
}

// lesson: -
// do: Pass one of the commands in `man 2 msgctl`.
TEST_CASE("msgctl EINVAL: there is no such command") {
  const auto queue = ScopedQueue::create(ipc_private);
  msqid_ds status{};
  CHECK(errno_of(calls::msgctl(queue.id(), 9999, &status)) == EINVAL);
  CHECK(errno_of(calls::msgctl(queue.id(), -1, &status)) == EINVAL);
}
