// What a ScopedQueue relies on when no destructor runs: the process dies of a signal.
#pragma once

#include <signal.h>

namespace msgq {

// While one lives, this thread holds back the signals that would end the process, as far as others
// send them, and afterwards it has the mask that it had before; pthread_sigmask(3).
class HeldSignals {
 public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

 private:
  sigset_t before_;
};

// From now on the queue is removed, msgctl(2) IPC_RMID, if this process dies of a signal. False if
// 64 queues of this process are known already.
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
