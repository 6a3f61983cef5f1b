// A signal between two calls: this program's msgget and msgctl stand before the C library's, and
// raise it when a queue has just been made, and when one is about to be removed.
#include <signal.h>
#include <sys/msg.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "common/child.h"
#include "common/error_of.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/queues.h"
#include "common/testing/signals.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

volatile sig_atomic_t is_due = 0;

void let_it_come() {
  if (is_due == 0) return;
  is_due = 0;  // the signal's handler makes such a call, too
  raise(SIGTERM);
}

}  // namespace

extern "C" {

int msgget(key_t key, int msgflg) {
  const long msqid = syscall(SYS_msgget, key, msgflg);
  let_it_come();
  return static_cast<int>(msqid);
}

int msgctl(int msqid, int command, msqid_ds* status) {
  if (command == IPC_RMID) let_it_come();
  return static_cast<int>(syscall(SYS_msgctl, msqid, command, status));
}

}  // extern "C"

TEST_CASE("a signal that comes when the queue has just been made is held until it can be removed") {
  const testing::TemporaryFile file;
  const Key key = file.key();
  CHECK(in_child([&] {
          testing::default_signals();
          is_due = 1;
          const auto queue = ScopedQueue::create(key);
          alarm(10);
          pause();  // the thread sanitizer holds a handler back until such a call
        }) == 128 + SIGTERM);
  CHECK(error_of([&] { Queue::open(key); }) == ENOENT);
}

TEST_CASE("a signal that comes when the queue is about to be removed removes it") {
  const Queue queue = Queue::create(ipc_private);
  CHECK(in_child([&] {
          testing::default_signals();
          const ScopedQueue mine{queue};
          is_due = 1;
        }) == 128 + SIGTERM);
  CHECK_FALSE(testing::exists(queue));
}
