#include <linux/capability.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <tuple>

#include "common/child.h"
#include "common/error_of.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/clock.h"
#include "common/testing/namespaces.h"
#include "common/testing/paused.h"
#include "common/testing/queues.h"
#include "common/testing/rights.h"
#include "common/testing/skipped.h"
#include "common/testing/sleeper.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

void set_capacity(Queue queue, std::size_t max_bytes) {
  // [set]
  Settings settings = queue.status().settings;
  settings.max_bytes = max_bytes;
  queue.set(settings);
  // [/set]
}

// The pid of a process that sent this and has ended.
pid_t send_from_child(Queue queue, const char* text) {
  Child sender{[&] { queue.send(Text<8>{1, text}); }};
  CHECK(sender.wait() == 0);
  return sender.pid();
}

// The fields that neither a send nor a receive may touch.
auto unchanging(const Status& s) {
  return std::tuple{s.settings.uid, s.settings.gid, s.settings.mode, s.settings.max_bytes,
                    s.key.value,    s.creator_uid,  s.creator_gid,   s.last_change};
}

auto senders_part(const Status& s) { return std::tuple{s.last_sender, s.last_send}; }
auto receivers_part(const Status& s) { return std::tuple{s.last_receiver, s.last_receive}; }

// The queue's line in /proc/sysvipc/msg, with one space between the words; "" if it has none.
std::string line_of(Queue queue) {
  std::ifstream table{"/proc/sysvipc/msg"};
  for (std::string line; std::getline(table, line);) {
    std::istringstream words{line};
    std::string key, msqid, joined;
    words >> key >> msqid;
    if (msqid != std::to_string(queue.id())) continue;
    joined = key;
    joined.append(" ").append(msqid);
    for (std::string word; words >> word;) joined.append(" ").append(word);
    return joined;
  }
  return "";
}

// What that line should be.
std::string as_line(Queue queue, const Status& s) {
  std::ostringstream line;
  line << s.key.value << ' ' << queue.id() << ' ' << std::oct << s.settings.mode << std::dec << ' '
       << s.bytes << ' ' << s.messages << ' ' << s.last_sender << ' ' << s.last_receiver << ' '
       << s.settings.uid << ' ' << s.settings.gid << ' ' << s.creator_uid << ' ' << s.creator_gid
       << ' ' << s.last_send << ' ' << s.last_receive << ' ' << s.last_change;
  return line.str();
}

}  // namespace

TEST_CASE(
    "A fresh queue has counts, pids and times of 0, but a msg_ctime, and its creator as owner") {
  const time_t before = std::time(nullptr);
  const auto queue = ScopedQueue::create(ipc_private);
  const time_t after = std::time(nullptr);
  const Status fresh = queue.status();
  CHECK(fresh.messages == 0);
  CHECK(fresh.bytes == 0);
  CHECK(fresh.last_sender == 0);
  CHECK(fresh.last_receiver == 0);
  CHECK(fresh.last_send == 0);
  CHECK(fresh.last_receive == 0);
  CHECK(before <= fresh.last_change);
  CHECK(fresh.last_change <= after);
  CHECK(fresh.creator_uid == geteuid());
  CHECK(fresh.creator_gid == getegid());
  CHECK(fresh.settings.uid == geteuid());
  CHECK(fresh.settings.gid == getegid());
}

TEST_CASE("The mode is octal: what PHP prints as 438 is 0666") {
  const auto queue = ScopedQueue::create(ipc_private, 0666);
  CHECK(queue.status().settings.mode == 438);
}

TEST_CASE(
    "msg_qbytes is the capacity, at first msgmnb, not what is used or left: no send changes it") {
  const long msgmnb = testing::limit("kernel/msgmnb");
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(queue.status().settings.max_bytes == msgmnb);
  queue.send(Text<8>{1, "hello"});
  CHECK(queue.status().settings.max_bytes == msgmnb);
  CHECK(queue.status().bytes == 5);
}

TEST_CASE("msg_qbytes limits the number of messages too, though it is called bytes") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, 2);
  CHECK(queue.try_send(Text<8>{1, ""}));
  CHECK(queue.try_send(Text<8>{1, ""}));
  CHECK_FALSE(queue.try_send(Text<8>{1, ""}));
  CHECK(queue.status().bytes == 0);
}

TEST_CASE("A send changes msg_qnum, __msg_cbytes, msg_lspid and msg_stime, and nothing else") {
  const auto queue = ScopedQueue::create(ipc_private);
  const Status fresh = queue.status();
  const time_t before = std::time(nullptr);
  queue.send(Text<8>{1, "hello"});
  const time_t after = std::time(nullptr);
  const Status sent = queue.status();
  CHECK(sent.messages == 1);
  CHECK(sent.bytes == 5);
  CHECK(sent.last_sender == getpid());
  CHECK(before <= sent.last_send);
  CHECK(sent.last_send <= after);
  CHECK(receivers_part(sent) == receivers_part(fresh));
  CHECK(unchanging(sent) == unchanging(fresh));
}

TEST_CASE("A receive changes msg_qnum, __msg_cbytes, msg_lrpid and msg_rtime, and nothing else") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "hello"});
  queue.send(Text<8>{1, "you"});
  const Status sent = queue.status();
  Text<8> message;
  const time_t before = std::time(nullptr);
  queue.receive(message);
  const time_t after = std::time(nullptr);
  const Status received = queue.status();
  CHECK(received.messages == 1);
  CHECK(received.bytes == 3);
  CHECK(received.last_receiver == getpid());
  CHECK(before <= received.last_receive);
  CHECK(received.last_receive <= after);
  CHECK(senders_part(received) == senders_part(sent));
  CHECK(unchanging(received) == unchanging(sent));
}

TEST_CASE("Times are whole seconds: two sends within one have the same msg_stime") {
  const auto queue = ScopedQueue::create(ipc_private);
  time_t second, first_send;
  do {
    second = std::time(nullptr);
    queue.send(Text<8>{1, ""});
    first_send = queue.status().last_send;
    queue.send(Text<8>{1, ""});
  } while (std::time(nullptr) != second);
  CHECK(first_send == second);
  CHECK(queue.status().last_send == second);
}

TEST_CASE("msg_ctime is when the queue was created or last set(); no message changes it") {
  const auto queue = ScopedQueue::create(ipc_private);
  const Status fresh = queue.status();
  testing::wait_for_the_second_after(fresh.last_change);

  Text<8> message;
  queue.send(Text<8>{1, "hello"});
  queue.receive(message);
  CHECK(queue.status().last_receive > fresh.last_change);
  CHECK(queue.status().last_change == fresh.last_change);

  queue.set(fresh.settings);
  CHECK(queue.status().last_change > fresh.last_change);
}

TEST_CASE("msg_lspid is who sent last, not who sent what you received, and may have ended since") {
  const auto queue = ScopedQueue::create(ipc_private);
  const pid_t first = send_from_child(queue, "first");
  const pid_t second = send_from_child(queue, "second");
  Text<8> message;
  queue.receive(message);
  CHECK(message == "first");
  CHECK(queue.status().last_sender == second);
  CHECK(queue.status().last_sender != first);

  errno = 0;
  CHECK(kill(second, 0) == -1);
  CHECK(errno == ESRCH);
}

TEST_CASE("A sleeping receiver gets the message directly: it never counts in msg_qnum") {
  const auto queue = ScopedQueue::create(ipc_private);
  testing::Sleeper receiver("msgrcv", [&] {
    Text<8> message;
    queue.receive(message);
    return message == "hello" ? 0 : 1;
  });
  queue.send(Text<8>{1, "hello"});
  const Status sent = queue.status();  // perhaps before the receiver has run again
  CHECK(sent.messages == 0);
  CHECK(sent.bytes == 0);
  CHECK(sent.last_sender == getpid());
  CHECK(sent.last_receiver == receiver.pid());
  CHECK(sent.last_receive == sent.last_send);
  CHECK(receiver.wait() == 0);
}

TEST_CASE("Without permission to read, status() throws EACCES") {
  const auto queue = ScopedQueue::create(ipc_private, 0200);
  CHECK(testing::error_of_unprivileged([&] { queue.status(); }) == EACCES);
}

TEST_CASE("With the capability CAP_IPC_OWNER every mode lets you do all: root sees no EACCES") {
  const int status = testing::in_ipc_namespace([] {
    const auto queue = ScopedQueue::create(Key{1}, 0);
    Text<8> message{1, "hello"};
    const std::function<void()> all[] = {
        [&] { Queue::open_or_create(Key{1}, 0600); },
        [&] { queue.send(message); },
        [&] { queue.status(); },
        [&] { queue.receive(message); },
    };
    if (!testing::drop_capabilities_but(CAP_IPC_OWNER)) return testing::not_allowed;
    for (const auto& call : all) {
      if (error_of(call) != 0) return 2;
    }
    testing::drop_capabilities();
    for (const auto& call : all) {
      if (error_of(call) != EACCES) return 3;
    }
    return 0;
  });
  if (!testing::skipped(status, testing::own_namespace)) CHECK(status == 0);
}

TEST_CASE("/proc/sysvipc/msg tells everybody the same of every queue, but no capacity") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(line_of(queue) == as_line(queue, queue.status()));
  send_from_child(queue, "hello");
  send_from_child(queue, "you");
  Text<8> message;
  queue.receive(message);
  const std::string truth = as_line(queue, queue.status());
  CHECK(line_of(queue) == truth);

  const auto closed = ScopedQueue::create(ipc_private, 0);
  CHECK(testing::unprivileged([&] {
          if (error_of([&] { closed.status(); }) != EACCES) return 2;
          return line_of(closed).empty() || line_of(queue) != truth ? 3 : 0;
        }) == 0);
}

TEST_CASE(
    "set() writes uid, gid, nine mode bits and msg_qbytes; IPC_SET ignores all other fields") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "hello"});
  const Status before = queue.status();

  msqid_ds raw;
  REQUIRE(calls::msgctl(queue.id(), IPC_STAT, &raw) == 0);
  raw.msg_perm.mode = 07640;
  raw.msg_qbytes = 100;
  raw.msg_perm.__key = 5;
  raw.msg_perm.cuid = raw.msg_perm.cgid = 5;
  raw.msg_qnum = raw.__msg_cbytes = 99;
  raw.msg_lspid = raw.msg_lrpid = 99;
  raw.msg_stime = raw.msg_rtime = raw.msg_ctime = 99;
  // Another owner, where this system knows one: Bazel's sandbox does not, and then it is EINVAL.
  raw.msg_perm.uid = raw.msg_perm.gid = testing::nobody;
  if (calls::msgctl(queue.id(), IPC_SET, &raw) == -1) {
    REQUIRE(errno == EINVAL);
    testing::not_checked_here(testing::two_users);
    raw.msg_perm.uid = before.settings.uid;
    raw.msg_perm.gid = before.settings.gid;
    REQUIRE(calls::msgctl(queue.id(), IPC_SET, &raw) == 0);
  }

  const Status after = queue.status();
  CHECK(after.settings.uid == raw.msg_perm.uid);
  CHECK(after.settings.gid == raw.msg_perm.gid);
  CHECK(after.settings.mode == 0640);
  CHECK(after.settings.max_bytes == 100);
  CHECK(after.key == before.key);
  CHECK(after.creator_uid == before.creator_uid);
  CHECK(after.creator_gid == before.creator_gid);
  CHECK(after.messages == 1);
  CHECK(after.bytes == 5);
  CHECK(senders_part(after) == senders_part(before));
  CHECK(receivers_part(after) == receivers_part(before));
  CHECK(after.last_change >= before.last_change);
}

TEST_CASE("The creator keeps an owner's rights when the owner changes, and stays the creator") {
  const auto queue = ScopedQueue::create(ipc_private);
  if (!testing::set_owner(queue, testing::nobody)) {
    testing::not_checked_here(testing::two_users);
    return;
  }
  const int status = testing::unprivileged([&] {
    queue.send(Text<8>{1, "hello"});
    const Status given = queue.status();
    if (given.settings.uid != testing::nobody) return 2;
    if (given.creator_uid != geteuid()) return 3;
    set_capacity(queue, 10);
    return queue.status().settings.max_bytes == 10 ? 0 : 4;
  });
  CHECK(status == 0);
}

TEST_CASE("A new owner has an owner's rights, and loses them when the queue is given back") {
  const auto queue = ScopedQueue::create(ipc_private);
  const auto use = [&] {
    set_capacity(queue, 10);
    queue.send(Text<8>{1, "hello"});
    Text<8> message;
    queue.receive(message);
  };
  const Settings settings = queue.status().settings;
  const auto set = [&] { queue.set(settings); };
  const int error = testing::error_of_nobody(use);
  if (testing::skipped(error, testing::two_users)) return;
  CHECK(error == EACCES);
  CHECK(testing::error_of_nobody(set) == EPERM);
  REQUIRE(testing::set_owner(queue, testing::nobody));
  CHECK(testing::error_of_nobody(use) == 0);
  REQUIRE(testing::set_owner(queue, geteuid()));
  CHECK(testing::error_of_nobody(use) == EACCES);
  CHECK(testing::error_of_nobody(set) == EPERM);
  CHECK(queue.status().settings.uid == geteuid());
}

TEST_CASE("set() does not end the sleep of a receiver who may still read") {
  const auto queue = ScopedQueue::create(ipc_private);
  testing::Sleeper receiver("msgrcv", [&] {
    testing::drop_capabilities();
    Text<8> message;
    queue.receive(message);
    return message == "hello" ? 0 : 1;
  });
  set_capacity(queue, 10);
  CHECK_NOTHROW(receiver.wait_until_asleep());
  testing::set_mode(queue, 0640);
  CHECK_NOTHROW(receiver.wait_until_asleep());
  queue.send(Text<8>{1, "hello"});
  CHECK(receiver.wait() == 0);
}

TEST_CASE("A status is of one moment: a message that it counts may be gone in the next") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "hello"});
  Text<8> message;
  testing::Paused late{[&] {
    if (queue.status().messages != 1) return 2;
    return queue.try_receive(message) ? 3 : 0;
  }};
  late.wait_for_first_call();
  queue.receive(message);
  CHECK(late.resume() == 0);
}

TEST_CASE("The owner may lower msg_qbytes and raise it again, as far as msgmnb: then EPERM") {
  const long msgmnb = testing::limit("kernel/msgmnb");
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(testing::unprivileged([&] {
          set_capacity(queue, 10);
          if (queue.status().settings.max_bytes != 10) return 2;
          set_capacity(queue, msgmnb);
          return error_of([&] { set_capacity(queue, msgmnb + 1); }) == EPERM ? 0 : 3;
        }) == 0);
  CHECK(queue.status().settings.max_bytes == msgmnb);
}

TEST_CASE("A capacity below what is in use drops nothing; it only keeps new messages out") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "hello"});
  set_capacity(queue, 1);
  CHECK(queue.status().messages == 1);
  CHECK(queue.status().bytes == 5);
  CHECK_FALSE(queue.try_send(Text<8>{1, ""}));
  Text<8> message;
  CHECK(queue.try_receive(message));
  CHECK(message == "hello");
}
