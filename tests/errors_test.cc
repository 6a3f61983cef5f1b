// Every errno of every call, provoked on the kernel. docs/errors.md is made from this file: each
// test case is a row of a table there. Its name is "CALL ERRNO: when it comes"; above it stand the
// other columns:
//   lesson: the lessons whose pages show it, or -
//   do:     what to do about it
// bazel run //tools:docs writes the page.
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>

#include <cerrno>
#include <climits>
#include <filesystem>
#include <fstream>
#include <string>

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
using testing::error_of;
using testing::set_capacity;
namespace fs = std::filesystem;

namespace {

using Small = Text<4>;
using Large = Text<16>;

constexpr int not_allowed = 255;  // a child's exit status, where this system does not let us check

// The errno of the C function that has just returned this; 0 if it succeeded.
int errno_of(long result) { return result == -1 ? errno : 0; }

int error_of_key(const std::string& path) {
  return error_of([&] { Key::from_path(path.c_str(), 1); });
}

// Without capabilities, so that root too is bound by the mode.
template <class Call>
int error_of_unprivileged(const Call& call) {
  return testing::unprivileged([&] { return error_of(call); });
}

template <class Call>
void check_error_of_nobody(const Call& call, int expected) {
  const int error =
      Child{[&] { return testing::become_nobody() ? error_of(call) : not_allowed; }}.wait();
  if (error == not_allowed) {
    MESSAGE("not checked here: needs two users; run as root with --spawn_strategy=local");
  } else {
    CHECK(error == expected);
  }
}

// What a child gets that sleeps in `call` while `then` happens to it. It has no capabilities,
// handles SIGUSR1, and asks for interrupted calls to be restarted.
template <class Sleep, class Then>
int error_of_sleeper(const char* call, const Sleep& sleep, const Then& then) {
  Child sleeper{[&] {
    testing::drop_capabilities();
    struct sigaction action {};
    action.sa_handler = [](int) {};
    action.sa_flags = SA_RESTART;
    sigaction(SIGUSR1, &action, nullptr);
    return error_of(sleep);
  }};
  wait_until_blocked(sleeper.pid(), call);
  then(sleeper.pid());
  return sleeper.wait();
}

// Interrupts a sleeper by a handler; before that, signals that have none do not wake it.
void interrupt(pid_t pid, const char* call) {
  kill(pid, SIGWINCH);  // ignored
  kill(pid, SIGSTOP);
  CHECK(waitpid(pid, nullptr, WUNTRACED) == pid);
  kill(pid, SIGCONT);
  CHECK(waitpid(pid, nullptr, WCONTINUED) == pid);
  wait_until_blocked(pid, call);
  kill(pid, SIGUSR1);
}

Queue removed_queue() {
  const Queue queue = Queue::create(ipc_private);
  queue.remove();
  return queue;
}

void set_mode(Queue queue, mode_t mode) {
  Settings settings = queue.status().settings;
  settings.mode = mode;
  queue.set(settings);
}

void send(Queue queue) { queue.send(Small{1, "text"}); }

void receive(Queue queue) {
  Small message;
  queue.receive(message);
}

// The raw peek at the head.
template <class M>
int error_of_peek(Queue queue, M message, int flags) {
  return errno_of(calls::msgrcv(queue.id(), &message, M::room, 0, MSG_COPY | flags));
}

}  // namespace

// lesson: 01
// do: Name a file or directory that exists, and stays. Never pass the -1 on: `msgget` takes it for
//     a key like any other.
TEST_CASE("ftok ENOENT: the file does not exist, or the path is empty") {
  const testing::TemporaryFile file;
  CHECK(error_of_key(file.directory() + "/none") == ENOENT);
  CHECK(error_of_key("") == ENOENT);
}

// lesson: -
// do: Correct the path.
TEST_CASE("ftok ENOTDIR: what the path goes through is no directory") {
  const testing::TemporaryFile file;
  CHECK(error_of_key(file.path() + "/none") == ENOTDIR);
}

// lesson: -
// do: Have the right to search (`x`) every directory of the path. The file itself may be
// unreadable.
TEST_CASE("ftok EACCES: a directory of the path may not be searched") {
  const testing::TemporaryFile file;
  const auto key = [&] { Key::from_path(file.path().c_str(), 1); };
  fs::permissions(file.directory(), fs::perms::none);
  CHECK(error_of_unprivileged(key) == EACCES);
  fs::permissions(file.directory(), fs::perms::owner_all);
  fs::permissions(file.path(), fs::perms::none);
  CHECK(error_of_unprivileged(key) == 0);
}

// lesson: -
// do: Repair the links.
TEST_CASE("ftok ELOOP: symbolic links lead in a circle") {
  const testing::TemporaryFile file;
  const std::string loop = file.directory() + "/loop";
  fs::create_symlink(loop, loop);
  CHECK(error_of_key(loop) == ELOOP);
}

// lesson: -
// do: Name it by a shorter path.
TEST_CASE("ftok ENAMETOOLONG: the path has more than 4095 bytes, or a name in it more than 255") {
  std::string path = ".";
  while (path.size() + 2 < PATH_MAX) path += "/.";
  CHECK(path.size() == 4095);
  CHECK(error_of_key(path) == 0);
  CHECK(error_of_key(path + '/') == ENAMETOOLONG);
  CHECK(error_of_key(std::string(255, 'a')) == ENOENT);
  CHECK(error_of_key(std::string(256, 'a')) == ENAMETOOLONG);
}

// lesson: -
// do: Pass a string.
TEST_CASE("ftok EFAULT: the path is a bad pointer") {
  CHECK(errno_of(calls::ftok(nullptr, 1)) == EFAULT);
}

// lesson: 01
// do: Start first the program that makes the queue, or pass IPC_CREAT. If it did run: did both use
//     the same file, and was that replaced in between?
TEST_CASE("msgget ENOENT: no queue has this key, and IPC_CREAT is not set") {
  const testing::TemporaryFile file;
  const Key key = Key::from_path(file.path().c_str(), 1);
  CHECK(error_of([&] { Queue::open(key); }) == ENOENT);
}

// lesson: 01
// do: Open the queue without IPC_EXCL, if it is meant to be shared; otherwise choose another key.
TEST_CASE("msgget EEXIST: a queue has this key, and IPC_CREAT and IPC_EXCL are set") {
  const testing::TemporaryFile file;
  const Key key = Key::from_path(file.path().c_str(), 1);
  const auto queue = ScopedQueue::create(key, 0);  // nobody has a right to it
  CHECK(error_of_unprivileged([&] { Queue::create(key); }) == EEXIST);
}

// lesson: 01
// do: Ask for less: `msgget(key, 0)` gives the id to everybody, and only the calls that use it
//     look at the mode. Or have the owner change the mode.
TEST_CASE("msgget EACCES: the queue exists, and its mode grants less than the call asks for") {
  const testing::TemporaryFile file;
  const Key key = Key::from_path(file.path().c_str(), 1);
  const auto queue = ScopedQueue::create(key, 0400);
  CHECK(error_of_unprivileged([&] { Queue::open_or_create(key, 0600); }) == EACCES);
  CHECK(error_of_unprivileged([&] { Queue::open_or_create(key, 0400); }) == 0);
  CHECK(error_of_unprivileged([&] { Queue::open(key); }) == 0);
}

// lesson: -
// do: Remove queues that were left over (`ipcs -q`, `ipcrm`), or raise [msgmni](limits.md#msgmni).
TEST_CASE("msgget ENOSPC: there are as many queues as msgmni allows") {
  const int error = Child{[] {
                      if (!testing::enter_ipc_namespace()) return not_allowed;
                      // Fewer to make, where we may say so.
                      std::ofstream{"/proc/sys/kernel/msgmni"} << 3;
                      int error = 0;
                      while (error == 0) error = error_of([] { Queue::create(ipc_private); });
                      return error;  // and all of them are gone with the namespace
                    }}.wait();
  if (error == not_allowed) {
    MESSAGE("not checked here: needs an IPC namespace of its own");
  } else {
    CHECK(error == ENOSPC);
  }
}

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
}

// lesson: 03
// do: Send it in parts, or raise [msgmax and msgmnb](limits.md). To wait does not help.
TEST_CASE("msgsnd EINVAL: the body is longer than msgmax") {
  std::size_t msgmax = 0;
  std::ifstream{"/proc/sys/kernel/msgmax"} >> msgmax;
  const std::string text(msgmax + 1 + sizeof(long), 1);
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(errno_of(calls::msgsnd(queue.id(), text.data(), msgmax + 1, 0)) == EINVAL);
  CHECK(errno_of(calls::msgsnd(queue.id(), text.data(), msgmax, IPC_NOWAIT)) != EINVAL);
}

// lesson: 07
// do: It was removed before the call. Open it anew by its key, or end; and let only one process
//     remove, when the others are done.
TEST_CASE("msgsnd EINVAL: no queue has this id, or none any more") {
  CHECK(error_of([] { send(removed_queue()); }) == EINVAL);
  CHECK(error_of([] { send(Queue::from_id(-1)); }) == EINVAL);
}

// lesson: -
// do: Have the owner change the mode. The owner is bound by it too, and may change it.
TEST_CASE("msgsnd EACCES: the mode does not let you write") {
  const auto queue = ScopedQueue::create(ipc_private, 0400);
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
// do: Have the owner change the mode. The owner is bound by it too, and may change it.
TEST_CASE("msgrcv EACCES: the mode does not let you read") {
  const auto queue = ScopedQueue::create(ipc_private, 0200);
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
}

// lesson: 05
// do: Leave MSG_EXCEPT out: msgtyp is a place, not a type.
TEST_CASE("msgrcv MSG_COPY EINVAL: MSG_EXCEPT is set too") {
  const auto queue = ScopedQueue::create(ipc_private);
  send(queue);
  CHECK(error_of_peek(queue, Small{}, IPC_NOWAIT | MSG_EXCEPT) == EINVAL);
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
  const int error = Child{[] {
                      if (!testing::enter_ipc_namespace()) return not_allowed;
                      const auto queue = ScopedQueue::create(ipc_private);
                      queue.send(Large{1, "long text"});
                      std::ofstream msgmax{"/proc/sys/kernel/msgmax"};
                      msgmax << 4 << std::flush;
                      if (!msgmax) return not_allowed;
                      const int error = error_of_peek(queue, Large{}, IPC_NOWAIT);
                      Large message;
                      return queue.try_receive(message) ? error : 1;
                    }}.wait();
  if (error == not_allowed) {
    MESSAGE("not checked here: needs an IPC namespace of its own, and the right to set its limits");
  } else {
    CHECK(error == EINVAL);
  }
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
  const int error = Child{[&] {
                      testing::without_msg_copy();
                      return error_of_peek(queue, Small{}, IPC_NOWAIT);
                    }}.wait();
  CHECK(error == ENOSYS);
}

// lesson: 02
// do: Have the owner change the mode. `/proc/sysvipc/msg` and `ipcs -q`, which reads it, need no
//     permission.
TEST_CASE("msgctl IPC_STAT EACCES: the mode does not let you read") {
  const auto queue = ScopedQueue::create(ipc_private, 0200);
  CHECK(error_of_unprivileged([&] { (void)queue.status(); }) == EACCES);
}

// lesson: 07
// do: It was removed; `ipcs -q` shows which there are.
TEST_CASE("msgctl IPC_STAT EINVAL: no queue has this id, or none any more") {
  CHECK(error_of([] { (void)removed_queue().status(); }) == EINVAL);
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
}

// lesson: 02
// do: Raise [msgmnb](limits.md#msgmnb) first; in a container, root too lacks this capability.
TEST_CASE("msgctl IPC_SET EPERM: msg_qbytes is above msgmnb, and you lack CAP_SYS_RESOURCE") {
  const auto queue = ScopedQueue::create(ipc_private);
  const std::size_t msgmnb = queue.status().settings.max_bytes;
  CHECK(error_of_unprivileged([&] { set_capacity(queue, msgmnb); }) == 0);
  CHECK(error_of_unprivileged([&] { set_capacity(queue, msgmnb + 1); }) == EPERM);
}

// lesson: -
// do: Start from IPC_STAT and change what you mean to: IPC_SET writes all four fields.
TEST_CASE("msgctl IPC_SET EINVAL: uid or gid is -1, or unknown in this user namespace") {
  const auto queue = ScopedQueue::create(ipc_private);
  Settings no_uid = queue.status().settings, no_gid = no_uid;
  no_uid.uid = static_cast<uid_t>(-1);
  no_gid.gid = static_cast<gid_t>(-1);
  CHECK(error_of([&] { queue.set(no_uid); }) == EINVAL);
  CHECK(error_of([&] { queue.set(no_gid); }) == EINVAL);
  const Settings unchanged = queue.status().settings;
  const int error = Child{[&] {
                      // A new user namespace knows nobody, not even those of before.
                      if (unshare(CLONE_NEWUSER) == -1) return not_allowed;
                      return error_of([&] { queue.set(unchanged); });
                    }}.wait();
  if (error != not_allowed) CHECK(error == EINVAL);
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
}

// lesson: 07
// do: Nothing, if you only want it gone. But then two believe they own the queue.
TEST_CASE("msgctl IPC_RMID EINVAL: no queue has this id, or none any more") {
  CHECK(error_of([] { removed_queue().remove(); }) == EINVAL);
}

// lesson: -
// do: Pass one of the commands in `man 2 msgctl`.
TEST_CASE("msgctl EINVAL: there is no such command") {
  const auto queue = ScopedQueue::create(ipc_private);
  msqid_ds status{};
  CHECK(errno_of(calls::msgctl(queue.id(), 9999, &status)) == EINVAL);
  CHECK(errno_of(calls::msgctl(queue.id(), -1, &status)) == EINVAL);
}

// lesson: -
// do: Use a kernel with CONFIG_SYSVIPC, or have the filter, seccomp(2), allow the calls.
TEST_CASE("any call ENOSYS: the kernel has no System V message queues, or a filter says so") {
  const auto queue = ScopedQueue::create(ipc_private);
  const auto error_without = [](const auto& call) {
    return Child{[&] {
             testing::without_system_v_ipc();
             return error_of(call);
           }}
        .wait();
  };
  CHECK(error_without([] { Queue::create(ipc_private); }) == ENOSYS);
  CHECK(error_without([&] { send(queue); }) == ENOSYS);
  CHECK(error_without([&] { receive(queue); }) == ENOSYS);
  CHECK(error_without([&] { queue.remove(); }) == ENOSYS);
}
