// Every errno that queue.h names, provoked on the kernel.
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

#include "common/blocked.h"
#include "common/calls.h"
#include "common/child.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/temporary_file.h"
#include "common/testing/testing.h"
#include "common/testing/without.h"
#include "doctest/doctest.h"

using namespace msgq;
using msgq::testing::set_capacity;
using testing::error_of;

namespace {

constexpr int not_allowed = 255;  // a child's exit status, where this system does not let us check
constexpr char needs_two_users[] =
    "not checked here: needs two users; run as root with --spawn_strategy=local";

// The errno of a C function that has just returned this; 0 if it succeeded.
int errno_of(long result) { return result == -1 ? errno : 0; }

int error_of_key(const std::string& path) {
  return error_of([&] { Key::from_path(path.c_str(), 1); });
}

Queue removed_queue() {
  const Queue queue = Queue::create(ipc_private);
  queue.remove();
  return queue;
}

std::size_t msgmax() {
  std::size_t bytes = 0;
  std::ifstream{"/proc/sys/kernel/msgmax"} >> bytes;
  return bytes;
}

// What a child gets that sleeps in `call` while `then` happens to it.
template <class Sleep, class Then>
int error_of_sleeper(const char* call, const Sleep& sleep, const Then& then) {
  Child sleeper{[&] { return error_of(sleep); }};
  wait_until_blocked(sleeper.pid(), call);
  then(sleeper.pid());
  return sleeper.wait();
}

template <class Call>
int error_of_unprivileged(const Call& call) {
  return testing::unprivileged([&] { return error_of(call); });
}

template <class Call>
int error_of_nobody(const Call& call) {
  return Child{[&] { return testing::become_nobody() ? error_of(call) : not_allowed; }}.wait();
}

void handle_sigusr1(int sa_flags) {
  struct sigaction action {};
  action.sa_handler = [](int) {};
  action.sa_flags = sa_flags;
  if (sigaction(SIGUSR1, &action, nullptr) == -1) calls::fail("sigaction");
}

}  // namespace

TEST_CASE("a key from a path that stat(2) refuses") {
  const testing::TemporaryFile file;
  CHECK(error_of_key(file.directory() + "/none") == ENOENT);
  CHECK(error_of_key("") == ENOENT);
  CHECK(error_of_key(file.path() + "/none") == ENOTDIR);
  CHECK(error_of_key(std::string(5000, 'a')) == ENAMETOOLONG);

  const std::string loop = file.directory() + "/loop";
  std::filesystem::create_symlink(loop, loop);
  CHECK(error_of_key(loop) == ELOOP);
}

TEST_CASE("a key from a path in a directory that may not be searched") {
  const testing::TemporaryFile file;
  using std::filesystem::perms;
  std::filesystem::permissions(file.directory(), perms::none);
  CHECK(error_of_unprivileged([&] { Key::from_path(file.path().c_str(), 1); }) == EACCES);
  std::filesystem::permissions(file.directory(), perms::owner_all);
  CHECK(error_of_unprivileged([&] { Key::from_path(file.path().c_str(), 1); }) == 0);
}

TEST_CASE("create refuses a key in use, and open a key without a queue") {
  const testing::TemporaryFile file;
  const Key key = Key::from_path(file.path().c_str(), 1);
  CHECK(error_of([&] { Queue::open(key); }) == ENOENT);
  {
    const auto queue = ScopedQueue::create(key);
    CHECK(error_of([&] { Queue::create(key); }) == EEXIST);
  }
  CHECK(error_of([&] { Queue::open(key); }) == ENOENT);
}

TEST_CASE("open_or_create refuses a queue that grants less than asked for; open does not ask") {
  const testing::TemporaryFile file;
  const Key key = Key::from_path(file.path().c_str(), 1);
  const auto queue = ScopedQueue::create(key, 0400);
  CHECK(error_of_unprivileged([&] { Queue::open_or_create(key, 0600); }) == EACCES);
  CHECK(error_of_unprivileged([&] { Queue::open_or_create(key, 0400); }) == 0);
  CHECK(error_of_unprivileged([&] { Queue::open(key); }) == 0);
}

TEST_CASE("create and open_or_create fail when there are msgmni queues") {
  const int result = Child{[] {
                       if (!testing::enter_ipc_namespace()) return not_allowed;
                       int error = 0;
                       while (error == 0) error = error_of([] { Queue::create(ipc_private); });
                       if (error_of([] { Queue::open_or_create(Key{1}); }) != error) return 1;
                       return error;  // and all of them are gone with the namespace
                     }}.wait();
  if (result == not_allowed) {
    MESSAGE("not checked here: needs an IPC namespace of its own");
  } else {
    CHECK(result == ENOSPC);
  }
}

TEST_CASE("send refuses a type that is not positive") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(error_of([&] { queue.send(Text<8>{0, "zero"}); }) == EINVAL);
  CHECK(error_of([&] { queue.send(Text<8>{-1, "less"}); }) == EINVAL);
  CHECK(error_of([&] { (void)queue.try_send(Text<8>{0, "zero"}); }) == EINVAL);
  CHECK(queue.status().messages == 0);
}

TEST_CASE("send refuses more bytes than msgmax, also if the queue is full") {
  const auto queue = ScopedQueue::create(ipc_private);
  static Text<1 << 20> message;
  if (msgmax() >= message.room) {
    MESSAGE("not checked here: msgmax is ", msgmax());
    return;
  }
  message.set_size(msgmax() + 1);
  CHECK(error_of([&] { queue.send(message); }) == EINVAL);
  CHECK(error_of([&] { (void)queue.try_send(message); }) == EINVAL);
  set_capacity(queue, 0);
  CHECK(error_of([&] { queue.send(message); }) == EINVAL);
  message.set_size(msgmax());
  CHECK_FALSE(queue.try_send(message));
}

TEST_CASE("a removed queue is no queue to any call") {
  const Queue queue = removed_queue();
  Text<8> text;
  CHECK(error_of([&] { queue.send(Text<8>{1, "text"}); }) == EINVAL);
  CHECK(error_of([&] { (void)queue.try_send(Text<8>{1, "text"}); }) == EINVAL);
  CHECK(error_of([&] { queue.receive(text); }) == EINVAL);
  CHECK(error_of([&] { (void)queue.try_receive(text); }) == EINVAL);
  CHECK(error_of([&] { (void)queue.try_peek(text, 0); }) == EINVAL);
  CHECK(error_of([&] { (void)queue.status(); }) == EINVAL);
  CHECK(error_of([&] { queue.set({.uid = 0, .gid = 0, .mode = 0600, .max_bytes = 1}); }) == EINVAL);
  CHECK(error_of([&] { queue.remove(); }) == EINVAL);
}

TEST_CASE("an id that is no queue's") {
  const Queue queue = Queue::from_id(-1);
  Text<8> text;
  CHECK(error_of([&] { queue.send(Text<8>{1, "text"}); }) == EINVAL);
  CHECK(error_of([&] { queue.receive(text); }) == EINVAL);
  CHECK(error_of([&] { (void)queue.status(); }) == EINVAL);
}

TEST_CASE("a full queue lets a sender sleep until there is room again") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, 4);
  queue.send(Text<4>{1, "full"});
  CHECK(error_of_sleeper(
            "msgsnd",
            [&] {
              queue.send(Text<4>{2, "next"});
            },
            [&](pid_t) {
              Text<4> text;
              queue.receive(text);
            }) == 0);
  CHECK(queue.status().messages == 1);
}

TEST_CASE("a queue that is full says no to try_send instead of EAGAIN") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, 1);
  SUBCASE("in bytes") {
    REQUIRE(queue.try_send(Text<8>{1, "1"}));
    CHECK_FALSE(queue.try_send(Text<8>{1, "2"}));
  }
  SUBCASE("in messages") {
    REQUIRE(queue.try_send(Text<8>{1, ""}));
    CHECK_FALSE(queue.try_send(Text<8>{1, ""}));
  }
  CHECK(errno == EAGAIN);
}

TEST_CASE("a queue without a match says no to try_receive instead of ENOMSG") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "one"});
  Text<8> text;
  CHECK_FALSE(queue.try_receive(text, Select::exactly(2)));
  CHECK(errno == ENOMSG);
}

TEST_CASE("the owner of a queue is bound by its mode") {
  Text<8> text;
  SUBCASE("read only: no send") {
    const auto queue = ScopedQueue::create(ipc_private, 0400);
    CHECK(error_of_unprivileged([&] { queue.send(Text<8>{1, "text"}); }) == EACCES);
    CHECK(error_of_unprivileged([&] { (void)queue.try_send(Text<8>{1, "text"}); }) == EACCES);
    CHECK(error_of_unprivileged([&] { (void)queue.try_receive(text); }) == 0);
    CHECK(error_of_unprivileged([&] { (void)queue.status(); }) == 0);
  }
  SUBCASE("write only: no receive, no peek, no status") {
    const auto queue = ScopedQueue::create(ipc_private, 0200);
    CHECK(error_of_unprivileged([&] { queue.send(Text<8>{1, "text"}); }) == 0);
    CHECK(error_of_unprivileged([&] { queue.receive(text); }) == EACCES);
    CHECK(error_of_unprivileged([&] { (void)queue.try_receive(text); }) == EACCES);
    CHECK(error_of_unprivileged([&] { (void)queue.try_peek(text, 0); }) == EACCES);
    CHECK(error_of_unprivileged([&] { (void)queue.status(); }) == EACCES);
  }
  SUBCASE("nothing at all, but set and remove are the owner's whatever the mode says") {
    const Queue queue = Queue::create(ipc_private, 0);
    const Settings settings = {.uid = geteuid(), .gid = getegid(), .mode = 0600, .max_bytes = 100};
    CHECK(error_of_unprivileged([&] { queue.set(settings); }) == 0);
    CHECK(error_of_unprivileged([&] { queue.remove(); }) == 0);
    CHECK(error_of([&] { queue.remove(); }) == EINVAL);
  }
}

TEST_CASE("another user is refused what the mode does not grant") {
  const auto queue = ScopedQueue::create(ipc_private, 0600);
  Text<8> text;
  const int error = error_of_nobody([&] { queue.send(Text<8>{1, "text"}); });
  if (error == not_allowed) {
    MESSAGE(needs_two_users);
    return;
  }
  CHECK(error == EACCES);
  CHECK(error_of_nobody([&] { queue.receive(text); }) == EACCES);
  CHECK(error_of_nobody([&] { (void)queue.status(); }) == EACCES);
}

TEST_CASE("another user may neither set nor remove, whatever the mode grants") {
  const auto queue = ScopedQueue::create(ipc_private, 0666);
  const Settings settings = queue.status().settings;
  const int error = error_of_nobody([&] { queue.remove(); });
  if (error == not_allowed) {
    MESSAGE(needs_two_users);
    return;
  }
  CHECK(error == EPERM);
  CHECK(error_of_nobody([&] { queue.set(settings); }) == EPERM);
  CHECK(error_of_nobody([&] { queue.send(Text<8>{1, "text"}); }) == 0);
}

TEST_CASE("another user who was given a queue may do with it what he likes") {
  const Queue queue = Queue::create(ipc_private);
  Settings settings = queue.status().settings;
  settings.uid = 65534;
  int error = not_allowed;
  if (error_of([&] { queue.set(settings); }) == 0) {
    error = error_of_nobody([&] {
      queue.send(Text<8>{1, "text"});
      queue.set(settings);
      queue.remove();
    });
  }
  if (error == not_allowed) {
    queue.remove();
    MESSAGE(needs_two_users);
    return;
  }
  CHECK(error == 0);
  CHECK(error_of([&] { queue.remove(); }) == EINVAL);
}

TEST_CASE("set refuses more than msgmnb bytes to whom lacks CAP_SYS_RESOURCE") {
  const auto queue = ScopedQueue::create(ipc_private);
  const std::size_t msgmnb = queue.status().settings.max_bytes;
  CHECK(error_of_unprivileged([&] { set_capacity(queue, msgmnb + 1); }) == EPERM);
  CHECK(error_of_unprivileged([&] { set_capacity(queue, msgmnb - 1); }) == 0);
  CHECK(error_of_unprivileged([&] { set_capacity(queue, msgmnb); }) == 0);
}

TEST_CASE("a sleeper learns that its queue was removed") {
  const Queue queue = Queue::create(ipc_private);
  const auto remove = [&](pid_t) { queue.remove(); };
  SUBCASE("the receiver") {
    Text<8> text;
    CHECK(error_of_sleeper(
              "msgrcv", [&] { queue.receive(text); }, remove) == EIDRM);
  }
  SUBCASE("the sender") {
    set_capacity(queue, 0);
    CHECK(error_of_sleeper(
              "msgsnd",
              [&] {
                queue.send(Text<8>{1, "text"});
              },
              remove) == EIDRM);
  }
}

TEST_CASE("a sleeper learns that its right to read was taken away") {
  const auto queue = ScopedQueue::create(ipc_private);
  Settings settings = queue.status().settings;
  settings.mode = 0200;
  Text<8> text;
  Child receiver{[&] {
    testing::drop_capabilities();
    return error_of([&] { queue.receive(text); });
  }};
  wait_until_blocked(receiver.pid(), "msgrcv");
  queue.set(settings);
  CHECK(receiver.wait() == EACCES);
}

TEST_CASE("a sleeper with too little room learns that a large message came, and it stays") {
  const auto queue = ScopedQueue::create(ipc_private);
  Text<4> text;
  CHECK(error_of_sleeper(
            "msgrcv", [&] { queue.receive(text); },
            [&](pid_t) {
              queue.send(Text<8>{1, "too long"});
            }) == E2BIG);
  CHECK(queue.status().messages == 1);
}

TEST_CASE("a signal handler ends the sleep, whatever SA_RESTART says") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, 0);
  const auto interrupt = [](pid_t pid) { kill(pid, SIGUSR1); };
  for (const int sa_flags : {0, SA_RESTART}) {
    CAPTURE(sa_flags);
    const auto receive = [&] {
      handle_sigusr1(sa_flags);
      Text<8> text;
      queue.receive(text);
    };
    const auto send = [&] {
      handle_sigusr1(sa_flags);
      queue.send(Text<8>{1, "text"});
    };
    CHECK(error_of_sleeper("msgrcv", receive, interrupt) == EINTR);
    CHECK(error_of_sleeper("msgsnd", send, interrupt) == EINTR);
  }
}

TEST_CASE("peeking past the end says no instead of ENOMSG") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "text"});
  Text<8> text;
  CHECK_FALSE(queue.try_peek(text, 1));
  CHECK(errno == ENOMSG);
  CHECK_FALSE(queue.try_peek(text, -1));
  CHECK(errno == ENOMSG);
}

TEST_CASE("peeking with too little room, or with flags that do not go together") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "12345678"});
  Text<4> text;
  CHECK(error_of([&] { (void)queue.try_peek(text, 0); }) == E2BIG);

  const auto error_with = [&](int msgflg) {
    Text<8> enough;
    return errno_of(calls::msgrcv(queue.id(), &enough, enough.room, 0, MSG_COPY | msgflg));
  };
  CHECK(error_with(IPC_NOWAIT) == 0);
  CHECK(error_with(0) == EINVAL);
  CHECK(error_with(IPC_NOWAIT | MSG_EXCEPT) == EINVAL);
  CHECK(errno_of(calls::msgrcv(queue.id(), &text, text.room, 0,
                               MSG_COPY | IPC_NOWAIT | MSG_NOERROR)) == EINVAL);
  CHECK(queue.status().messages == 1);
}

TEST_CASE("a bad address is EFAULT, and for msgrcv the message is lost") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(errno_of(calls::msgsnd(queue.id(), nullptr, 1, 0)) == EFAULT);
  CHECK(errno_of(calls::msgctl(queue.id(), IPC_STAT, nullptr)) == EFAULT);
  CHECK(errno_of(calls::msgctl(queue.id(), IPC_SET, nullptr)) == EFAULT);
  queue.send(Text<8>{1, "text"});
  CHECK(errno_of(calls::msgrcv(queue.id(), nullptr, 8, 0, IPC_NOWAIT)) == EFAULT);
  CHECK(queue.status().messages == 0);
}

TEST_CASE("without System V message queues every call is ENOSYS") {
  const auto queue = ScopedQueue::create(ipc_private);
  const auto error_without = [](const auto& call) {
    return Child{[&] {
             testing::without_system_v_ipc();
             return error_of(call);
           }}
        .wait();
  };
  Text<8> text;
  CHECK(error_without([] { Queue::create(ipc_private); }) == ENOSYS);
  CHECK(error_without([&] { queue.send(Text<8>{1, "text"}); }) == ENOSYS);
  CHECK(error_without([&] { (void)queue.try_receive(text); }) == ENOSYS);
  CHECK(error_without([&] { (void)queue.status(); }) == ENOSYS);
}

TEST_CASE("without MSG_COPY only try_peek is ENOSYS") {
  const auto queue = ScopedQueue::create(ipc_private);
  const int result = Child{[&] {
                       testing::without_msg_copy();
                       queue.send(Text<8>{1, "text"});
                       Text<8> text;
                       const int error = error_of([&] { (void)queue.try_peek(text, 0); });
                       return queue.try_receive(text) && text == "text" ? error : 1;
                     }}.wait();
  CHECK(result == ENOSYS);
}

TEST_CASE("what() names the call and the errno, and what it was about") {
  const Queue queue = removed_queue();
  Text<8> text;
  CHECK_THROWS_WITH_AS(queue.send(Text<8>{1, "text"}), "msgsnd EINVAL: Invalid argument",
                       std::system_error);
  CHECK_THROWS_WITH_AS((void)queue.try_send(Text<8>{1, "text"}), "msgsnd EINVAL: Invalid argument",
                       std::system_error);
  CHECK_THROWS_WITH_AS(queue.receive(text), "msgrcv EINVAL: Invalid argument", std::system_error);
  CHECK_THROWS_WITH_AS((void)queue.try_receive(text), "msgrcv EINVAL: Invalid argument",
                       std::system_error);
  CHECK_THROWS_WITH_AS((void)queue.try_peek(text, 0), "msgrcv EINVAL: Invalid argument",
                       std::system_error);
  CHECK_THROWS_WITH_AS((void)queue.status(), "msgctl EINVAL: Invalid argument", std::system_error);
  CHECK_THROWS_WITH_AS(queue.remove(), "msgctl EINVAL: Invalid argument", std::system_error);

  const testing::TemporaryFile file;
  const Key key = Key::from_path(file.path().c_str(), 1);
  CHECK_THROWS_WITH_AS(Queue::open(key), "msgget ENOENT: No such file or directory",
                       std::system_error);
  CHECK_THROWS_WITH_AS(Key::from_path("/no/such", 1),
                       "ftok ENOENT (/no/such): No such file or directory", std::system_error);
}

TEST_CASE("an errno that has no name is an error all the same") {
  errno = 9999;
  CHECK_THROWS_WITH_AS(calls::fail("msgsnd"), "msgsnd errno?: Unknown error 9999",
                       std::system_error);
}

TEST_CASE("fail_unless returns if errno is the expected one") {
  errno = EAGAIN;
  CHECK_NOTHROW(calls::fail_unless(EAGAIN, "msgsnd"));
  CHECK_THROWS_AS(calls::fail_unless(ENOMSG, "msgsnd"), std::system_error);
}
