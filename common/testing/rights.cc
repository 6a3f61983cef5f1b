#include "common/testing/rights.h"

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/calls.h"

namespace msgq::testing {

void drop_capabilities() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3]{};
  if (syscall(SYS_capset, &header, none) == -1) calls::fail("capset");
}

bool become_nobody() {
  int signal_of_death = 0;
  prctl(PR_GET_PDEATHSIG, &signal_of_death);
  const bool done = setgroups(0, nullptr) == 0 && setgid(nobody) == 0 && setuid(nobody) == 0;
  prctl(PR_SET_PDEATHSIG, signal_of_death);  // which another user's process has forgotten
  return done;
}

}  // namespace msgq::testing
