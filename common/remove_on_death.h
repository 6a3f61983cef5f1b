// What a ScopedQueue relies on when no destructor runs: the process dies of a signal.
#pragma once

#include <signal.h>

namespace msgq {

// While one lives, this thread blocks the signals that would end the process, so that those which
// others send stay pending; afterwards it has the mask that it had before. pthread_sigmask(3)
class BlockedSignals {
 public:
  BlockedSignals();
  ~BlockedSignals();
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
  sigset_t before_;
};

// From now on the queue is removed, msgctl(2) IPC_RMID, if this process dies of a signal. False if
// 64 queues of this process are known already, or there is no memory to know any. A child of
// vfork(2), which borrows its parent's memory, would remove its parent's queues.
//
// Each time, this installs a handler for every signal whose default is to end the process and that
// the program at that moment neither handles nor ignores, signal(7). After the removal the process
// dies of that signal, as it would have. In process 1 of a PID namespace it installs none, because
// there such signals end nothing; pid_namespaces(7).
[[nodiscard]] bool remove_on_death(int msqid);

// Does this process remove the queue? A forked copy of it does not.
bool is_ours(int msqid);

// The queue is somebody else's affair again.
void forget(int msqid);

}  // namespace msgq
