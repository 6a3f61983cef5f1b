#include "common/scoped_queue.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <stdexcept>

#include "common/calls.h"

namespace msgq {
namespace {

constexpr int deadly[] = {SIGINT,  SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGALRM,
                          SIGABRT, SIGSEGV, SIGBUS, SIGFPE,  SIGILL};

// A queue to remove and the process that may: both in one word, so that a signal handler which
// interrupts a change finds the old or the new, never a mixture. 0 is an empty place.
using Entry = std::uint64_t;
std::atomic<Entry> live[64];
static_assert(std::atomic<Entry>::is_always_lock_free);

Entry entry(pid_t owner, int msqid) {
  return static_cast<Entry>(owner) << 32 | static_cast<std::uint32_t>(msqid);
}

// Replaces one entry by another; false if there is none.
bool replace(Entry old_entry, Entry new_entry) {
  for (auto& place : live) {
    Entry expected = old_entry;
    if (place.compare_exchange_strong(expected, new_entry)) return true;
  }
  return false;
}

// Runs inside a signal handler: system calls only.
void remove_all_and_die(int signal_number) {
  const auto self = static_cast<Entry>(getpid());
  for (const auto& place : live) {
    const Entry found = place;
    if (found >> 32 == self) calls::msgctl(static_cast<int>(found), IPC_RMID, nullptr);
  }
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

void handle_deadly_signals() {
  struct sigaction action {};
  action.sa_handler = remove_all_and_die;
  for (const int number : deadly) {
    struct sigaction current {};
    sigaction(number, nullptr, &current);
    if (current.sa_handler == SIG_DFL) sigaction(number, &action, nullptr);
  }
}

// While one lives, deadly signals wait; sigprocmask(2).
class HeldSignals {
 public:
  HeldSignals() {
    sigset_t held;
    sigemptyset(&held);
    for (const int number : deadly) sigaddset(&held, number);
    pthread_sigmask(SIG_BLOCK, &held, &before_);
  }
  ~HeldSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

ScopedQueue ScopedQueue::create(Key key, mode_t mode) {
  const HeldSignals held;
  return ScopedQueue{Queue::create(key, mode)};
}

ScopedQueue::ScopedQueue(Queue queue) : Queue{queue}, owner_{getpid()} {
  handle_deadly_signals();
  if (!replace(0, entry(owner_, id()))) {
    calls::msgctl(id(), IPC_RMID, nullptr);
    throw std::length_error{"more than 64 ScopedQueue objects at a time"};
  }
}

ScopedQueue::~ScopedQueue() {
  if (getpid() != owner_) return;
  // A lesson may have removed the queue already; at the end of a scope that is nobody's problem.
  calls::msgctl(id(), IPC_RMID, nullptr);
  replace(entry(owner_, id()), 0);  // last: a signal before this line would else leave the queue
}

}  // namespace msgq
