#include "common/remove_on_death.h"

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "common/calls.h"

namespace msgq {
namespace {

// The msqids, each plus 1; 0 is an empty place. A signal handler which interrupts a change finds
// the old number or the new one, for it may neither allocate nor take a lock.
using Place = std::atomic<std::int64_t>;
static_assert(Place::is_always_lock_free);
constexpr std::size_t places = 64;

std::int64_t entry(int msqid) { return std::int64_t{msqid} + 1; }

void clear();

// The places of this process. The kernel empties them in a forked copy, which owns nothing, even if
// it has the same pid in a namespace of its own; madvise(2), MADV_WIPEONFORK. Null if there is no
// memory for them.
Place* registry() {
  static Place* const all = [] {
    void* const page = mmap(nullptr, places * sizeof(Place), PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) return static_cast<Place*>(nullptr);
    // Where the kernel does not know that, the C library's fork(3) does it.
    const bool is_wiped = madvise(page, places * sizeof(Place), MADV_WIPEONFORK) == 0;
    if (!is_wiped) pthread_atfork(nullptr, nullptr, clear);
    return static_cast<Place*>(page);  // all zero, which is what 64 empty places are
  }();
  return all;
}

void clear() {
  for (std::size_t i = 0; i < places; ++i) registry()[i] = 0;
}

// Replaces one number by another, at most once; false if it is not there.
bool replace(std::int64_t old_entry, std::int64_t new_entry) {
  for (std::size_t i = 0; i < places; ++i) {
    std::int64_t expected = old_entry;
    if (registry()[i].compare_exchange_strong(expected, new_entry)) return true;
  }
  return false;
}

// Every signal whose default is to end the process, signal(7), but for SIGKILL, on which nothing
// can act. The C library keeps the first real-time signals to itself.
sigset_t terminating_signals() {
  sigset_t terminating;
  sigfillset(&terminating);
  for (const int harmless :
       {SIGKILL, SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH}) {
    sigdelset(&terminating, harmless);
  }
  return terminating;
}

// Set before any handler is: a handler may not make the registry.
Place* of_handler = nullptr;

// Runs inside a signal handler: only what signal-safety(7) allows.
void remove_all_and_die(int signal_number) {
  for (std::size_t i = 0; i < places; ++i) {
    const std::int64_t found = of_handler[i];
    if (found != 0) calls::remove_in_signal_handler(static_cast<int>(found - 1));
  }
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

void handle_terminating_signals() {
  struct sigaction action {};
  action.sa_handler = remove_all_and_die;
  action.sa_flags = SA_ONSTACK;
  const sigset_t terminating = terminating_signals();
  for (int number = 1; number <= SIGRTMAX; ++number) {
    struct sigaction current {};
    if (sigismember(&terminating, number) != 1 || sigaction(number, nullptr, &current) == -1)
      continue;
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

BlockedSignals::BlockedSignals() {
  const sigset_t terminating = terminating_signals();
  pthread_sigmask(SIG_BLOCK, &terminating, &before_);
}

BlockedSignals::~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

bool remove_on_death(int msqid) {
  static thread_local const AlternateStack stack;
  of_handler = registry();
  if (of_handler == nullptr) return false;
  if (getpid() != 1) handle_terminating_signals();
  return replace(0, entry(msqid));
}

bool is_ours(int msqid) {
  if (registry() == nullptr) return false;
  for (std::size_t i = 0; i < places; ++i) {
    if (registry()[i] == entry(msqid)) return true;
  }
  return false;
}

void forget(int msqid) { replace(entry(msqid), 0); }

}  // namespace msgq
