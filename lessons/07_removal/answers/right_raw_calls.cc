#include "lessons/07_removal/exercise.h"

#include <sys/msg.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

using msgq::Key;
using msgq::Queue;

// Nothing of the library but what must be stored and given; and the msqid, not the process, says
// that there is nothing to remove any more.
namespace {

[[noreturn]] void fail(const char* call) {
  throw std::system_error{errno, std::generic_category(), call};
}

int create(key_t key) {
  const int msqid = ::msgget(key, IPC_CREAT | IPC_EXCL | 0600);
  if (msqid == -1) fail("msgget");
  return msqid;
}

}  // namespace

Owner::Owner(Key key) : key_{key}, queue_{Queue::from_id(create(key.value))}, process_{getpid()} {}

Owner::~Owner() {
  if (queue_.id() == -1 || process_ != getpid()) return;
  const int error = errno;
  ::msgctl(queue_.id(), IPC_RMID, nullptr);
  errno = error;
}

Queue Owner::release() {
  const Queue given = queue_;
  queue_ = Queue::from_id(-1);
  return given;
}

int Owner::close(void (*handle)(const Job&)) {
  const int msqid = queue_.id();
  if (msqid == -1 || process_ != getpid()) {
    throw std::system_error{EPERM, std::generic_category(), "close"};
  }
  msqid_ds status;
  if (::msgctl(msqid, IPC_STAT, &status) == -1) fail("msgctl");
  status.msg_qbytes = 0;
  if (::msgctl(msqid, IPC_SET, &status) == -1) fail("msgctl");
  for (int count = 0;; ++count) {
    Job job;
    const ssize_t size = ::msgrcv(msqid, &job, Job::room, 0, IPC_NOWAIT);
    if (size == -1 && errno != ENOMSG) fail("msgrcv");
    if (size == -1) {
      if (::msgctl(msqid, IPC_RMID, nullptr) == -1 && errno != EINVAL) fail("msgctl");
      queue_ = Queue::from_id(-1);
      return count;
    }
    job.set_size(static_cast<std::size_t>(size));
    handle(job);
  }
}
