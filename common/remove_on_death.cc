#include "common/remove_on_death.h"

#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>

#include "common/calls.h"

namespace msgq {
namespace {

// A queue to remove and the process that may: both in one word, so that a signal handler which
// interrupts a change finds the old or the new, never a mixture. 0 is an empty place.
using Entry = std::uint64_t;
std::atomic<Entry> registered[64];
static_assert(std::atomic<Entry>::is_always_lock_free);

Entry entry(pid_t owner, int msqid) {
  return static_cast<Entry>(owner) << 32 | static_cast<std::uint32_t>(msqid);
}

bool belongs_to(Entry found, pid_t owner) {
  return found != 0 && static_cast<pid_t>(found >> 32) == owner;
}

// Every signal whose default is to end the process, signal(7), but for SIGKILL, on which nothing
// can act. The C library keeps the first real-time signals to itself.
sigset_t deadly_signals() {
  sigset_t deadly;
  sigfillset(&deadly);
  for (const int harmless :
       {SIGKILL, SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH}) {
    sigdelset(&deadly, harmless);
  }
  return deadly;
}

// Runs inside a signal handler: only what signal-safety(7) allows.
void remove_all_and_die(int signal_number) {
  const pid_t self = getpid();
  for (const auto& place : registered) {
    const Entry found = place;
    if (belongs_to(found, self)) calls::remove_in_signal_handler(static_cast<int>(found));
  }
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

void handle_deadly_signals() {
  struct sigaction action {};
  action.sa_handler = remove_all_and_die;
  action.sa_flags = SA_ONSTACK;
  const sigset_t deadly = deadly_signals();
  for (int number = 1; number <= SIGRTMAX; ++number) {
    struct sigaction current {};
    if (sigismember(&deadly, number) != 1 || sigaction(number, nullptr, &current) == -1) continue;
    if (current.sa_handler == SIG_DFL) sigaction(number, &action, nullptr);
  }
}

// Room for the handler after endless recursion, when the thread's own stack is full;
// sigaltstack(2). Each thread has its own, so only one that has made a ScopedQueue is prepared for
// that.
class AlternateStack {
 public:
  AlternateStack() {
    stack_t current{};
    if (sigaltstack(nullptr, &current) == -1 || (current.ss_flags & SS_DISABLE) == 0) return;
    const auto size = static_cast<std::size_t>(sysconf(_SC_SIGSTKSZ));
    void* const room =
        mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) return;
    ours_ = {.ss_sp = room, .ss_flags = 0, .ss_size = size};
    sigaltstack(&ours_, nullptr);
  }

  // Leaves it alone if the program has installed another since.
  ~AlternateStack() {
    stack_t current{};
    if (ours_.ss_sp == nullptr || sigaltstack(nullptr, &current) == -1) return;
    if (current.ss_sp != ours_.ss_sp) return;
    const stack_t none{.ss_sp = nullptr, .ss_flags = SS_DISABLE, .ss_size = 0};
    sigaltstack(&none, nullptr);
    munmap(ours_.ss_sp, ours_.ss_size);
  }

  AlternateStack(const AlternateStack&) = delete;
  AlternateStack& operator=(const AlternateStack&) = delete;

 private:
  stack_t ours_{};
};

}  // namespace

HeldSignals::HeldSignals() {
  const sigset_t deadly = deadly_signals();
  pthread_sigmask(SIG_BLOCK, &deadly, &before_);
}

HeldSignals::~HeldSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

bool remove_on_death(int msqid) {
  static thread_local const AlternateStack stack;
  handle_deadly_signals();
  const pid_t self = getpid();
  for (auto& place : registered) {
    Entry found = place;
    // What a parent had registered before fork(2) is none of ours.
    if (!belongs_to(found, self) && place.compare_exchange_strong(found, entry(self, msqid))) {
      return true;
    }
  }
  return false;
}

void forget(int msqid) {
  for (auto& place : registered) {
    Entry expected = entry(getpid(), msqid);
    if (place.compare_exchange_strong(expected, 0)) return;
  }
}

}  // namespace msgq
