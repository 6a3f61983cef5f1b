#include <linux/capability.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <set>
#include <stdexcept>
#include <string>

#include "common/child.h"
#include "common/error_of.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/namespaces.h"
#include "common/testing/pipe.h"
#include "common/testing/queues.h"
#include "common/testing/rights.h"
#include "common/testing/signals.h"
#include "common/testing/skipped.h"
#include "common/testing/sleeper.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"
#include "lessons/07_removal/leftovers.h"

using namespace msgq;
using testing::error_of_sleeper;
using testing::exists;

namespace {

bool is_leftover(Queue queue) {
  const auto all = removal::leftovers();
  return std::count(all.begin(), all.end(), queue.id()) == 1;
}

// A queue made by a child that hands over its msqid and then ends in the way that `end` says, which
// gives it this exit status.
template <class End>
Queue queue_of_a_child_that(const End& end, int exit_status) {
  const auto mail = ScopedQueue::create(ipc_private);
  Child child{[&] {
    testing::default_signals();  // doctest would report a crash
    const auto own = ScopedQueue::create(ipc_private);
    own.send(Text<8>{1, "hello"});
    mail.send(Message<int>{1, own.id()});
    end();
  }};
  Message<int> msqid;
  mail.receive(msqid);
  CHECK(child.wait() == exit_status);
  return Queue::from_id(msqid.body);
}

// The exit status of the shell's ipcrm, and in English what it says.
struct Ipcrm {
  Ipcrm(const char* option, const std::string& argument) {
    testing::Pipe output;
    Child tool{[&] {
      output.becomes(STDOUT_FILENO);
      output.becomes(STDERR_FILENO);
      setenv("LC_ALL", "C", 1);
      execlp("ipcrm", "ipcrm", option, argument.c_str(), nullptr);
      return 127;
    }};
    says = output.text();
    status = tool.wait();
  }

  int status;
  std::string says;
};

}  // namespace

TEST_CASE("Removal is at once: unread messages are gone, and nobody is asked") {
  const Queue queue = Queue::create(ipc_private);
  queue.send(Text<8>{1, "unread"});
  queue.remove();
  Text<8> message;
  CHECK(error_of([&] { (void)queue.try_receive(message); }) == EINVAL);
}

TEST_CASE("Who sleeps in receive wakes with EIDRM") {
  const Queue queue = Queue::create(ipc_private);
  const auto receive = [&] {
    Text<8> message;
    queue.receive(message);
  };
  const int error = error_of_sleeper("msgrcv", receive, [&](pid_t) { queue.remove(); });
  CHECK(error == EIDRM);
}

TEST_CASE("Who sleeps in send, because the queue is full, wakes with EIDRM too") {
  const Queue queue = Queue::create(ipc_private);
  while (queue.try_send(Message<char[1024]>{})) {
  }
  const auto send = [&] { queue.send(Message<char[1024]>{}); };
  const int error = error_of_sleeper("msgsnd", send, [&](pid_t) { queue.remove(); });
  CHECK(error == EIDRM);
}

TEST_CASE("Who comes later gets EINVAL from every call, also from a second removal") {
  const Queue queue = Queue::create(ipc_private);
  queue.remove();
  Text<8> message{1};
  CHECK(error_of([&] { queue.send(message); }) == EINVAL);
  CHECK(error_of([&] { queue.receive(message); }) == EINVAL);
  CHECK(error_of([&] { queue.status(); }) == EINVAL);
  CHECK(error_of([&] { queue.remove(); }) == EINVAL);
}

TEST_CASE("A new queue with the old key is another queue: the old msqid stays invalid") {
  const testing::TemporaryFile file;
  const Queue old = Queue::create(file.key());
  old.remove();
  const auto successor = ScopedQueue::create(file.key());
  CHECK(successor != old);
  CHECK_FALSE(exists(old));
}

TEST_CASE("The msqid just removed is not the next one given: the kernel counts on") {
  std::set<int> given;
  for (int i = 0; i < 100; ++i) {
    const int msqid = ScopedQueue::create(ipc_private).id();
    CHECK(given.insert(msqid).second);
  }

  const int status = testing::in_ipc_namespace([] {
    for (const int expected : {0, 1, 2}) {
      if (ScopedQueue::create(ipc_private).id() != expected) return 2;
    }
    return 0;
  });
  if (!testing::skipped(status, testing::own_namespace)) CHECK(status == 0);
}

TEST_CASE(
    "When the kernel has counted round, and the old queue's place is taken, its msqid is not") {
  const int status = testing::in_ipc_namespace([] {
    constexpr int place = 0;  // of the first queue in a namespace
    const Queue old = Queue::create(ipc_private);
    msqid_ds raw;
    if (calls::msgctl(place, MSG_STAT, &raw) != old.id()) return 2;
    old.remove();
    Queue successor = Queue::create(ipc_private);
    while (calls::msgctl(place, MSG_STAT, &raw) != successor.id()) {
      successor.remove();
      successor = Queue::create(ipc_private);
    }
    Text<8> message{1};
    if (error_of([&] { old.send(message); }) != EINVAL) return 3;
    if (error_of([&] { (void)old.try_receive(message); }) != EINVAL) return 4;
    if (error_of([&] { old.status(); }) != EINVAL) return 5;
    if (error_of([&] { old.remove(); }) != EINVAL) return 6;
    return exists(successor) && successor.status().messages == 0 ? 0 : 7;
  });
  if (!testing::skipped(status, testing::own_namespace)) CHECK(status == 0);
}

TEST_CASE("To the shell's ipcrm a second removal is an invalid id, and an exit status of 1") {
  const std::string msqid = std::to_string(Queue::create(ipc_private).id());
  CHECK(Ipcrm("-q", msqid).status == 0);
  const Ipcrm second{"-q", msqid};
  CHECK(second.status == 1);
  CHECK(second.says == "ipcrm: invalid id (" + msqid + ")\n");
}

TEST_CASE("A removal by key takes the queue that has it now, which may be a new one") {
  const testing::TemporaryFile file;
  const std::string key = std::to_string(file.key().value);
  Queue::create(file.key()).remove();
  const Queue successor = Queue::create(file.key());
  CHECK(Ipcrm("-Q", key).status == 0);
  CHECK_FALSE(exists(successor));
}

TEST_CASE("The owner may remove a queue whose mode lets nobody do anything") {
  const Queue queue = Queue::create(ipc_private, 0);
  CHECK(testing::unprivileged([&] { queue.remove(); }) == 0);
  CHECK_FALSE(exists(queue));
}

TEST_CASE("Another user may not remove it, not even with mode 0666: EPERM") {
  const auto queue = ScopedQueue::create(ipc_private, 0666);
  const int error = testing::error_of_nobody([&] { queue.remove(); });
  if (!testing::skipped(error, testing::two_users)) CHECK(error == EPERM);
  CHECK(exists(queue));
}

TEST_CASE("The creator may remove a queue that has another owner now, and so may that owner") {
  const auto one = ScopedQueue::create(ipc_private);
  const auto other = ScopedQueue::create(ipc_private);
  if (!testing::set_owner(one, testing::nobody) || !testing::set_owner(other, testing::nobody)) {
    testing::not_checked_here(testing::two_users);
    return;
  }
  CHECK(testing::error_of_unprivileged([&] { one.remove(); }) == 0);
  CHECK_FALSE(exists(one));
  const int error = testing::error_of_nobody([&] { other.remove(); });
  if (testing::skipped(error, testing::two_users)) return;
  CHECK(error == 0);
  CHECK_FALSE(exists(other));
}

TEST_CASE("A former owner who is not the creator may not remove it: EPERM") {
  const auto queue = ScopedQueue::create(ipc_private, 0666);
  if (!testing::set_owner(queue, testing::nobody)) {
    testing::not_checked_here(testing::two_users);
    return;
  }
  REQUIRE(testing::set_owner(queue, geteuid()));
  const int error = testing::error_of_nobody([&] { queue.remove(); });
  if (testing::skipped(error, testing::two_users)) return;
  CHECK(error == EPERM);
  CHECK(exists(queue));
}

TEST_CASE(
    "With the capability CAP_SYS_ADMIN anybody's queue may be removed; without, root may not") {
  const testing::TemporaryFile file;
  const Key key = file.key();
  const int error = testing::error_of_nobody([&] { Queue::create(key, 0666); });
  if (testing::skipped(error, testing::two_users)) return;
  REQUIRE(error == 0);
  const Queue queue = Queue::open(key);
  CHECK(testing::error_of_unprivileged([&] { queue.remove(); }) == EPERM);
  const int status = in_child([&] {
    if (!testing::drop_capabilities_but(CAP_SYS_ADMIN)) return testing::not_allowed;
    return testing::status_of_error([&] { queue.remove(); });
  });
  if (!testing::skipped(status, "the capability CAP_SYS_ADMIN")) CHECK(status == 0);
  testing::error_of_nobody([&] { queue.remove(); });  // if it is still there
}

TEST_CASE("A parent that removes too early takes the message away from its child") {
  const Queue queue = Queue::create(ipc_private);
  const auto gate = ScopedQueue::create(ipc_private);
  Child late{[&] {
    Text<8> message;
    gate.receive(message);  // a child that the scheduler lets run late
    return error_of([&] { queue.receive(message); });
  }};
  queue.send(Text<8>{1, "hello"});
  queue.remove();
  gate.send(Text<8>{1});
  CHECK(late.wait() == EINVAL);
}

TEST_CASE("A parent that waits for its child first takes nothing away") {
  Text<8> message;
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "hello"});
  CHECK(in_child([&] { queue.receive(message); }) == 0);
  queue.remove();
  CHECK_FALSE(exists(queue));
}

TEST_CASE("A capacity of 0 shuts the queue: nothing gets in, not even empty or from root") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "before"});
  testing::set_capacity(queue, 1);
  testing::Sleeper sender{"msgsnd", [&] { return error_of([&] { queue.send(Text<8>{1, "x"}); }); }};
  testing::set_capacity(queue, 0);
  sender.wait_until_asleep();
  CHECK_FALSE(queue.try_send(Text<8>{1, ""}));
  Text<8> message;
  CHECK(queue.try_receive(message));
  CHECK(message == "before");
  // The one who sleeps in send does not get in either, although the queue is empty now.
  sender.wait_until_asleep();
  CHECK_FALSE(queue.try_receive(message));
  CHECK_FALSE(queue.try_send(Text<8>{1, ""}));
  queue.remove();
  CHECK(sender.wait() == EIDRM);
}

TEST_CASE("A ScopedQueue removes at the end of its scope, also when an exception ends it") {
  Queue seen = Queue::from_id(-1);
  try {
    const auto queue = ScopedQueue::create(ipc_private);
    seen = queue;
    CHECK(exists(seen));
    throw std::runtime_error{"out of paper"};
  } catch (const std::runtime_error&) {
  }
  CHECK_FALSE(exists(seen));
}

TEST_CASE("fork copies a ScopedQueue, but only the process that made it removes") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(in_child([&] { queue.~ScopedQueue(); }) == 0);
  CHECK(exists(queue));
}

TEST_CASE("Ctrl-C, which runs no destructors, removes the queue of a ScopedQueue nevertheless") {
  CHECK_FALSE(exists(queue_of_a_child_that([] { raise(SIGINT); }, 128 + SIGINT)));
}

TEST_CASE("exit skips the destructors of local objects: the queue stays") {
  const Queue queue = queue_of_a_child_that([] { std::exit(0); }, 0);
  CHECK(exists(queue));
  queue.remove();
}

TEST_CASE("Nothing removes a queue after SIGKILL; its last users' pids show that it is left over") {
  const Queue queue = queue_of_a_child_that([] { raise(SIGKILL); }, 128 + SIGKILL);
  CHECK(exists(queue));
  CHECK(is_leftover(queue));
  queue.remove();
  CHECK_FALSE(is_leftover(queue));
}

TEST_CASE("A queue whose last sender still runs is not left over, nor one that nobody has used") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK_FALSE(is_leftover(queue));
  queue.send(Text<8>{1});
  CHECK_FALSE(is_leftover(queue));
}

TEST_CASE(
    "A queue whose last sender cannot be seen from here, as in a container, is not left over") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "first"});
  queue.send(Text<8>{1, "second"});
  const int status = testing::in_pid_namespace([&] {
    in_child([&] {
      Text<8> message;
      queue.receive(message);
    });
    const Status here = queue.status();
    if (here.last_sender != 0 || here.last_send == 0 || here.last_receiver == 0) return 2;
    return is_leftover(queue) ? 3 : 0;
  });
  if (testing::skipped(status, testing::pid_namespace)) return;
  CHECK(status == 0);
}
