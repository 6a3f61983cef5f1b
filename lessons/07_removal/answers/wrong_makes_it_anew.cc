// check says: a queue that was there before belongs to somebody else
#include "lessons/07_removal/exercise.h"

#include <unistd.h>

#include <cerrno>

#include "common/queue.h"

using msgq::Key;
using msgq::Queue;
using msgq::Settings;

constexpr pid_t nobody = 0;

// A "clean start", which throws away the queue that others are using.
Owner::Owner(Key key) : key_{key}, queue_{Queue::open_or_create(key)}, process_{getpid()} {
  queue_.remove();
  queue_ = Queue::create(key);
}

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
  for (Job job; queue_.try_receive(job); ++count) handle(job);
  if (msgq::calls::msgctl(queue_.id(), IPC_RMID, nullptr) == -1) {
    msgq::calls::fail_unless(EINVAL, "msgctl");
  }
  process_ = nobody;
  return count;
}
