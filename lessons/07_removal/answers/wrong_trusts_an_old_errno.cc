// check says: each job that was sent is handled once
#include "lessons/07_removal/exercise.h"

#include <unistd.h>

#include <cerrno>

#include "common/queue.h"

using msgq::Key;
using msgq::Queue;
using msgq::Settings;

constexpr pid_t nobody = 0;

Owner::Owner(Key key) : key_{key}, queue_{Queue::create(key)}, process_{getpid()} {}

Owner::~Owner() {
  const int error = errno;
  if (process_ == getpid()) msgq::calls::msgctl(queue_.id(), IPC_RMID, nullptr);
  errno = error;
}

Queue Owner::release() {
  process_ = nobody;
  return queue_;
}

int Owner::close(void (*handle)(const Job&)) {
  errno = EPERM;
  if (process_ != getpid()) msgq::calls::fail("close");
  Settings shut = queue_.status().settings;
  shut.max_bytes = 0;
  queue_.set(shut);
  // A call that succeeds leaves errno as it is, and the handle may have changed it.
  int count = 0;
  do {
    Job job;
    const ssize_t size = msgq::calls::msgrcv(queue_.id(), &job, Job::room, 0, IPC_NOWAIT);
    if (size == -1) {
      msgq::calls::fail_unless(ENOMSG, "msgrcv");
      break;
    }
    job.set_size(static_cast<std::size_t>(size));
    handle(job);
    ++count;
  } while (errno != ENOMSG);
  if (msgq::calls::msgctl(queue_.id(), IPC_RMID, nullptr) == -1) {
    msgq::calls::fail_unless(EINVAL, "msgctl");
  }
  process_ = nobody;
  return count;
}
