// What docs/limits.md claims, tried out in IPC namespaces of our own. The page ends with the list
// of these names.
#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <fstream>
#include <string>

#include "common/calls.h"
#include "common/child.h"
#include "common/error_of.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/namespaces.h"
#include "common/testing/queues.h"
#include "common/testing/rights.h"
#include "common/testing/skipped.h"
#include "common/testing/sleeper.h"
#include "doctest/doctest.h"

using namespace msgq;
using testing::count_queues;
using testing::error_of_sending;
using testing::error_of_unprivileged;
using testing::limit;
using testing::set_capacity;
using testing::set_limit;

namespace {

// Puts this process into a new IPC namespace, with limits that it may set. False, with a note,
// where that is not allowed.
bool enter_new_namespace() {
  if (testing::enter_ipc_namespace() && set_limit("kernel/msgmax", 8192)) return true;
  testing::not_checked_here(testing::own_namespace);
  return false;
}

// Sleeps until somebody sends to the queue that it makes in a namespace of its own, with the key 1.
void receive_in_another_namespace() {
  if (!testing::enter_ipc_namespace()) return;
  Text<8> message;
  Queue::create(Key{1}).receive(message);
}

std::size_t capacity(Queue queue) { return queue.status().settings.max_bytes; }

}  // namespace

TEST_CASE("A new IPC namespace has the defaults: msgmax 8192, msgmnb 16384, msgmni 32000") {
  if (!enter_new_namespace()) return;
  CHECK(limit("kernel/msgmax") == 8192);
  CHECK(limit("kernel/msgmnb") == 16384);
  CHECK(limit("kernel/msgmni") == 32000);
}

TEST_CASE("msgctl with IPC_INFO gives the same three numbers to a program") {
  if (!enter_new_namespace()) return;
  REQUIRE(set_limit("kernel/msgmnb", 20000));
  union {
    msqid_ds status;
    msginfo limits;
  } answer{};
  REQUIRE(calls::msgctl(0, IPC_INFO, &answer.status) != -1);
  CHECK(answer.limits.msgmax == 8192);
  CHECK(answer.limits.msgmnb == 20000);
  CHECK(answer.limits.msgmni == 32000);
}

TEST_CASE("MSG_INFO gives instead the numbers of queues, messages and bytes that there are now") {
  if (!enter_new_namespace()) return;
  union {
    msqid_ds status;
    msginfo counts;
  } answer{};
  const auto first = ScopedQueue::create(ipc_private);
  const auto second = ScopedQueue::create(ipc_private);
  first.send(Text<8>{1, "hello"});
  first.send(Text<8>{1, "you"});
  second.send(Text<8>{1, ""});
  CHECK(calls::msgctl(0, MSG_INFO, &answer.status) == 1);  // the highest index
  CHECK(answer.counts.msgpool == 2);
  CHECK(answer.counts.msgmap == 3);
  CHECK(answer.counts.msgtql == 8);

  first.remove();
  CHECK(calls::msgctl(0, MSG_INFO, &answer.status) == 1);
  CHECK(answer.counts.msgpool == 1);
  CHECK(answer.counts.msgmap == 1);
  CHECK(answer.counts.msgtql == 0);
}

TEST_CASE("msgmni goes up to 32768, or 16777216 with the boot option ipcmni_extend") {
  if (!enter_new_namespace()) return;
  std::string options;
  std::getline(std::ifstream{"/proc/cmdline"}, options);
  const long most = options.find("ipcmni_extend") == options.npos ? 32768 : 16777216;
  CHECK(set_limit("kernel/msgmni", most));
  CHECK_FALSE(set_limit("kernel/msgmni", most + 1));
  CHECK(limit("kernel/msgmni") == most);
}

TEST_CASE("msgmax and msgmnb go up to 2147483647, and none of the three below 0") {
  if (!enter_new_namespace()) return;
  for (const char* name : {"kernel/msgmax", "kernel/msgmnb"}) {
    CHECK(set_limit(name, INT_MAX));
    CHECK_FALSE(set_limit(name, INT_MAX + 1L));
  }
  for (const char* name : {"kernel/msgmax", "kernel/msgmnb", "kernel/msgmni"}) {
    CHECK(set_limit(name, 0));
    CHECK_FALSE(set_limit(name, -1));
  }
}

TEST_CASE("msgmax is for one message: that many bytes can be sent, and one more is EINVAL") {
  if (!enter_new_namespace()) return;
  REQUIRE(set_limit("kernel/msgmax", 100));
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(error_of_sending(queue, 100) == 0);
  CHECK(error_of_sending(queue, 101) == EINVAL);
}

TEST_CASE("msgmax holds for queues that exist, too, and at once") {
  if (!enter_new_namespace()) return;
  const auto queue = ScopedQueue::create(ipc_private);
  REQUIRE(set_limit("kernel/msgmax", 10000));
  CHECK(error_of_sending(queue, 10000) == 0);
  REQUIRE(set_limit("kernel/msgmax", 100));
  CHECK(error_of_sending(queue, 101) == EINVAL);
}

TEST_CASE(
    "When msgmax was lowered, a longer message that waits can be received, but not peeked at") {
  if (!enter_new_namespace()) return;
  const auto queue = ScopedQueue::create(ipc_private);
  REQUIRE(error_of_sending(queue, 8192) == 0);
  REQUIRE(set_limit("kernel/msgmax", 8191));
  Text<8192> message;
  CHECK(error_of([&] { (void)queue.try_peek(message, 0); }) == EINVAL);
  CHECK(queue.try_receive(message));
  CHECK(message.size() == 8192);
}

TEST_CASE("To raise msgmax alone is not enough: 65536 bytes find no room in any queue, EAGAIN") {
  if (!enter_new_namespace()) return;
  const auto before = ScopedQueue::create(ipc_private);
  CHECK(error_of_sending(before, 65536) == EINVAL);
  REQUIRE(set_limit("kernel/msgmax", 65536));
  const auto after = ScopedQueue::create(ipc_private);
  CHECK(error_of_sending(before, 65536) == EAGAIN);
  CHECK(error_of_sending(after, 65536) == EAGAIN);
}

TEST_CASE(
    "With msgmax and msgmnb at 65536 a new queue takes 65536 bytes, and an old one does not") {
  if (!enter_new_namespace()) return;
  const auto before = ScopedQueue::create(ipc_private);
  REQUIRE(set_limit("kernel/msgmax", 65536));
  REQUIRE(set_limit("kernel/msgmnb", 65536));
  const auto after = ScopedQueue::create(ipc_private);
  CHECK(error_of_sending(after, 65536) == 0);
  CHECK(error_of_sending(before, 65536) == EAGAIN);
}

TEST_CASE("msgmnb is the capacity of new queues; a queue that exists keeps its msg_qbytes") {
  if (!enter_new_namespace()) return;
  const auto before = ScopedQueue::create(ipc_private);
  REQUIRE(set_limit("kernel/msgmnb", 100));
  const auto after = ScopedQueue::create(ipc_private);
  CHECK(capacity(before) == 16384);
  CHECK(capacity(after) == 100);
}

TEST_CASE("When msgmnb was raised, the owner of an old queue may raise it that far, unprivileged") {
  if (!enter_new_namespace()) return;
  const auto queue = ScopedQueue::create(ipc_private);
  REQUIRE(set_limit("kernel/msgmnb", 65536));
  CHECK(error_of_unprivileged([&] { set_capacity(queue, 65536); }) == 0);
  CHECK(capacity(queue) == 65536);
}

TEST_CASE("Above msgmnb IPC_SET is EPERM without the capability CAP_SYS_RESOURCE") {
  const auto queue = ScopedQueue::create(ipc_private);
  const std::size_t msgmnb = capacity(queue);
  CHECK(error_of_unprivileged([&] { set_capacity(queue, msgmnb + 1); }) == EPERM);
  CHECK(error_of_unprivileged([&] { set_capacity(queue, msgmnb); }) == 0);
}

TEST_CASE("Root in a user namespace, as in a rootless container, lacks it: EPERM") {
  const int status = in_child([] {
    if (!testing::enter_user_namespace() || !testing::enter_ipc_namespace()) {
      return testing::not_allowed;
    }
    const auto queue = ScopedQueue::create(ipc_private);
    if (error_of([&] { set_capacity(queue, 16384); }) != 0) return 2;
    return error_of([&] { set_capacity(queue, 16385); }) == EPERM ? 0 : 3;
  });
  if (!testing::skipped(status, testing::user_namespace)) CHECK(status == 0);
}

TEST_CASE("When msgmnb was lowered, even a new mode is EPERM: IPC_SET writes msg_qbytes too") {
  if (!enter_new_namespace()) return;
  const auto queue = ScopedQueue::create(ipc_private);
  REQUIRE(set_limit("kernel/msgmnb", 100));
  CHECK(error_of_unprivileged([&] { testing::set_mode(queue, 0640); }) == EPERM);
  Settings settings = queue.status().settings;
  settings.mode = 0640;
  settings.max_bytes = 100;
  CHECK(error_of_unprivileged([&] { queue.set(settings); }) == 0);
}

TEST_CASE("msgmni is for queues: where so many exist, msgget is ENOSPC until one is removed") {
  if (!enter_new_namespace()) return;
  REQUIRE(set_limit("kernel/msgmni", 2));
  const auto first = ScopedQueue::create(ipc_private);
  {
    const auto second = ScopedQueue::create(ipc_private);
    CHECK(error_of([] { Queue::create(ipc_private); }) == ENOSPC);
    CHECK(error_of([] { Queue::open_or_create(Key{1}); }) == ENOSPC);
  }
  const auto second = ScopedQueue::create(ipc_private);
  CHECK(count_queues() == 2);
}

TEST_CASE("A low msgmni removes no queue, and lets those that exist be found and used") {
  if (!enter_new_namespace()) return;
  const auto queue = ScopedQueue::create(Key{1});
  REQUIRE(set_limit("kernel/msgmni", 0));
  CHECK(error_of([] { Queue::create(ipc_private); }) == ENOSPC);
  CHECK(Queue::open_or_create(Key{1}) == queue);
  CHECK(error_of_sending(queue, 5) == 0);
}

TEST_CASE("msg_next_id is the id that the next queue gets, once; then it reads -1 again") {
  if (!enter_new_namespace()) return;
  if (!set_limit("kernel/msg_next_id", 4711)) {
    testing::not_checked_here(testing::checkpoint_restore);
    return;
  }
  const auto wanted = ScopedQueue::create(ipc_private);
  const auto next = ScopedQueue::create(ipc_private);
  CHECK(wanted.id() == 4711);
  CHECK(next.id() != 4711);
  CHECK(limit("kernel/msg_next_id") == -1);
}

TEST_CASE("A new IPC namespace begins with no queue, and with id 0") {
  if (!enter_new_namespace()) return;
  CHECK(count_queues() == 0);
  CHECK(ScopedQueue::create(ipc_private).id() == 0);
}

TEST_CASE("From another namespace a queue is not found: ENOENT by its key, EINVAL by its id") {
  if (!enter_new_namespace()) return;
  const auto outside = ScopedQueue::create(Key{1});
  const int status = testing::in_ipc_namespace([&] {
    if (error_of([] { Queue::open(Key{1}); }) != ENOENT) return 2;
    return error_of([&] { outside.send(Text<8>{1, "text"}); }) == EINVAL ? 0 : 3;
  });
  CHECK(status == 0);
  CHECK(outside.status().messages == 0);
}

TEST_CASE("The same key leads to two queues in two namespaces, of which each shows only its own") {
  if (!enter_new_namespace()) return;
  const auto outside = ScopedQueue::create(Key{1});
  const testing::Sleeper inside{"msgrcv", receive_in_another_namespace};
  CHECK(count_queues() == 1);
  outside.send(Text<8>{1, "text"});
  CHECK(outside.status().messages == 1);  // nobody is asleep here
}

TEST_CASE("Limits are set for one namespace: no other sees them, and none inherits them") {
  if (!enter_new_namespace()) return;
  REQUIRE(set_limit("kernel/msgmax", 100));
  const int status = testing::in_ipc_namespace([] {
    if (limit("kernel/msgmax") != 8192) return 2;
    return set_limit("kernel/msgmax", 200) ? 0 : 3;
  });
  CHECK(status == 0);
  CHECK(limit("kernel/msgmax") == 100);
}

TEST_CASE("msgmni counts the queues of one namespace: a new one has room again") {
  if (!enter_new_namespace()) return;
  REQUIRE(set_limit("kernel/msgmni", 0));
  const int error =
      testing::in_ipc_namespace([] { return error_of([] { Queue::create(ipc_private); }); });
  CHECK(error == 0);
}

TEST_CASE("Who enters the namespace of a process, as nsenter --ipc does, finds its queues") {
  if (!enter_new_namespace()) return;
  testing::Sleeper inside{"msgrcv", receive_in_another_namespace};
  const std::string space = "/proc/" + std::to_string(inside.pid()) + "/ns/ipc";
  const int error = in_child([&] {
    const int fd = open(space.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd == -1 || setns(fd, CLONE_NEWIPC) == -1) return errno;
    return error_of([] { Queue::open(Key{1}).send(Text<8>{1, "text"}); });
  });
  CHECK(error == 0);
  CHECK(inside.wait() == 0);
}

TEST_CASE("Bazel's sandbox is not in the machine's own IPC namespace") {
  std::string first_process;
  std::ifstream{"/proc/1/comm"} >> first_process;
  char space[64] = {};
  if (first_process != "linux-sandbox" ||
      readlink("/proc/1/ns/ipc", space, sizeof space - 1) == -1) {
    testing::not_checked_here("Bazel's sandbox, one that shows its namespaces");
    return;
  }
  CHECK(std::string{space} != "ipc:[4026531839]");  // PROC_IPC_INIT_INO, since Linux 3.8
}

TEST_CASE("RLIMIT_MSGQUEUE has no effect: with 0 a queue is made and filled as ever") {
  if (!enter_new_namespace()) return;
  const int status = in_child([] {
    constexpr rlimit nothing{0, 0};
    if (setrlimit(RLIMIT_MSGQUEUE, &nothing) == -1) return 1;
    const auto queue = ScopedQueue::create(ipc_private);
    if (error_of_sending(queue, 8192) != 0) return 2;
    return error_of_sending(queue, 8192) == 0 ? 0 : 3;
  });
  CHECK(status == 0);
}

TEST_CASE(
    "fs.mqueue is for POSIX queues: its limits change none of ours, not even at their least") {
  if (!enter_new_namespace()) return;
  if (!set_limit("fs/mqueue/queues_max", 0) || !set_limit("fs/mqueue/msg_max", 1) ||
      !set_limit("fs/mqueue/msgsize_max", 128)) {
    testing::not_checked_here("POSIX queues, and the right to set their limits");
    return;
  }
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(error_of_sending(queue, 8192) == 0);
  CHECK(error_of_sending(queue, 8192) == 0);
}
