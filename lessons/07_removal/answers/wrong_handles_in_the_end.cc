// check says: what handle throws is passed on
#include "lessons/07_removal/exercise.h"

#include <unistd.h>

#include <cerrno>
#include <vector>

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
  // If a handle throws, all jobs behind it are gone with the vector.
  std::vector<Job> jobs;
  for (Job job; queue_.try_receive(job);) jobs.push_back(job);
  for (const Job& job : jobs) handle(job);
  const int count = static_cast<int>(jobs.size());
  if (msgq::calls::msgctl(queue_.id(), IPC_RMID, nullptr) == -1) {
    msgq::calls::fail_unless(EINVAL, "msgctl");
  }
  process_ = nobody;
  return count;
}
