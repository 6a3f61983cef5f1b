#include "common/testing/signals.h"

#include <signal.h>
#include <sys/resource.h>

namespace msgq::testing {

void default_signals() {
  for (int number = 1; number <= SIGRTMAX; ++number) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  constexpr rlimit nothing{0, 0};
  setrlimit(RLIMIT_CORE, &nothing);
}

}  // namespace msgq::testing
