// A System V message queue. Each member function makes the one system call that is named beside it.
//
//   Queue        a value, like the int it holds: copying copies the id, destroying does nothing
//   ScopedQueue  (scoped_queue.h) the same, and removes the queue at the end of its scope
//
// A failure throws std::system_error, whose code() is the errno and whose what() names call and
// errno. "Not now" is no failure: the try_ functions return false. EINTR is a failure like any
// other, because neither msgsnd nor msgrcv is ever restarted after a signal handler; see signal(7).
#pragma once

#include <sys/msg.h>
#include <sys/types.h>

#include <cerrno>
#include <cstddef>
#include <ctime>

#include "common/calls.h"
#include "common/message.h"

namespace msgq {

// The number by which unrelated processes find the same queue.
struct Key {
  key_t value;

  // ftok(3). Throws ENOENT, ENOTDIR, EACCES and whatever else stat(2) gives. Only the low 8 bits of
  // `project` count, and POSIX wants one of them to be set: without, some files have the key 0,
  // which would be IPC_PRIVATE; then it throws std::invalid_argument. A few files have the key -1,
  // 0xffffffff, which is as good as any other, but for programs that take it for ftok's failure.
  static Key from_path(const char* path, int project);

  friend bool operator==(Key, Key) = default;
};

inline constexpr Key ipc_private{IPC_PRIVATE};  // no key at all: always a new queue

// The fields that set() writes. It writes all four, so start from status().settings.
struct Settings {
  uid_t uid;
  gid_t gid;
  mode_t mode;            // nine permission bits, such as 0600
  std::size_t max_bytes;  // msg_qbytes: capacity in bytes, and also the most messages of any size
};

// What the kernel knows of a queue: struct msqid_ds in msgctl(2). Times are seconds since 1970, 0
// for never. A process id is 0 for nobody yet, which the time beside it tells, and for a process
// that this one cannot see, as another container's; pid_namespaces(7).
struct Status {
  Settings settings;
  Key key;               // __key
  uid_t creator_uid;     // cuid
  gid_t creator_gid;     // cgid
  std::size_t messages;  // msg_qnum: waiting now
  std::size_t bytes;     // __msg_cbytes: in them now, types not counted
  pid_t last_sender;     // msg_lspid
  pid_t last_receiver;   // msg_lrpid
  time_t last_send;      // msg_stime
  time_t last_receive;   // msg_rtime
  time_t last_change;    // msg_ctime: created, or set()
};

class ScopedQueue;

class Queue {
 public:
  // msgget(key, IPC_CREAT | IPC_EXCL | mode). Throws EEXIST, ENOSPC (as many queues as msgmni
  // allows), ENOMEM. Of the mode nine bits count.
  static Queue create(Key key, mode_t mode = 0600);

  // msgget(key, 0). Throws ENOENT. With ipc_private it makes a new queue, of mode 0.
  static Queue open(Key key);

  // msgget(key, IPC_CREAT | mode). Throws EACCES (it exists, and grants us less than `mode` names,
  // for whomever), ENOSPC, ENOMEM. The mode of a queue that exists is left alone.
  static Queue open_or_create(Key key, mode_t mode = 0600);

  // No call: the id came from elsewhere, perhaps another process.
  static Queue from_id(int msqid) { return Queue{msqid}; }

  Queue(ScopedQueue&&) = delete;  // the queue would be gone before this copy could be used

  int id() const { return msqid_; }

  // msgsnd(2). Sleeps while the queue is full. Throws EINVAL (type not positive, larger than
  // msgmax, or no such queue), EACCES, EIDRM (removed while we slept), EINTR, ENOMEM.
  template <AnyMessage M>
  [[gnu::always_inline]] void send(const M& message) const {
    if (calls::msgsnd(msqid_, &message, message.size(), 0) == -1) calls::fail("msgsnd");
  }

  // The same with IPC_NOWAIT: false if the queue is full (EAGAIN).
  template <AnyMessage M>
  [[nodiscard, gnu::always_inline]] bool try_send(const M& message) const {
    const int result = calls::msgsnd(msqid_, &message, message.size(), IPC_NOWAIT);
    if (result == -1) calls::fail_unless(EAGAIN, "msgsnd");
    return result == 0;
  }

  // msgrcv(2). Sleeps while no message matches. Throws E2BIG (larger than message.room; we did not
  // take it), EACCES, EIDRM (removed while we slept), EINTR, EINVAL (no such queue); and what
  // message.set_size() throws.
  template <AnyMessage M>
  [[gnu::always_inline]] void receive(M& message, Select select = {},
                                      Oversize oversize = Oversize::error) const {
    const int msgflg = select.flags | static_cast<int>(oversize);
    const ssize_t size = calls::msgrcv(msqid_, &message, M::room, select.msgtyp, msgflg);
    if (size == -1) calls::fail("msgrcv");
    message.set_size(static_cast<std::size_t>(size));
  }

  // The same with IPC_NOWAIT: false if no message matches (ENOMSG).
  template <AnyMessage M>
  [[nodiscard, gnu::always_inline]] bool try_receive(M& message, Select select = {},
                                                     Oversize oversize = Oversize::error) const {
    const int msgflg = select.flags | static_cast<int>(oversize) | IPC_NOWAIT;
    return took(calls::msgrcv(msqid_, &message, M::room, select.msgtyp, msgflg), message);
  }

  // msgrcv(2) with MSG_COPY | IPC_NOWAIT: a copy of the message at this place, 0 for the oldest, of
  // whatever type. It stays in the queue. False if there is none (ENOMSG). Throws E2BIG, EACCES,
  // EINVAL (no such queue; or longer than msgmax, if that was lowered), and ENOSYS where the kernel
  // was built without CONFIG_CHECKPOINT_RESTORE.
  template <AnyMessage M>
  [[nodiscard, gnu::always_inline]] bool try_peek(M& message, long place) const {
    return took(calls::msgrcv(msqid_, &message, M::room, place, MSG_COPY | IPC_NOWAIT), message);
  }

  // msgctl(2), IPC_STAT. Throws EACCES (no right to read), EINVAL (no such queue).
  Status status() const;

  // msgctl(2), IPC_SET. Throws EPERM (neither owner nor creator; or max_bytes above msgmnb without
  // CAP_SYS_RESOURCE), EINVAL (no such queue; or an uid or gid that this user namespace lacks).
  void set(const Settings& settings) const;

  // msgctl(2), IPC_RMID: at once, for everybody, with all messages. Throws EPERM, EINVAL.
  void remove() const;

  friend bool operator==(Queue, Queue) = default;

 private:
  explicit Queue(int msqid) : msqid_{msqid} {}

  template <AnyMessage M>
  [[gnu::always_inline]] static bool took(ssize_t size, M& message) {
    if (size == -1) {
      calls::fail_unless(ENOMSG, "msgrcv");
      return false;
    }
    message.set_size(static_cast<std::size_t>(size));
    return true;
  }

  int msqid_;
};

}  // namespace msgq
