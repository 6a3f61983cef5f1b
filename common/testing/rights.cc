#include "common/testing/rights.h"

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/calls.h"

namespace msgq::testing {
namespace {

using Capabilities = __user_cap_data_struct[_LINUX_CAPABILITY_U32S_3];

bool set_capabilities(const Capabilities& capabilities) {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  return syscall(SYS_capset, &header, capabilities) == 0;
}

}  // namespace

void drop_capabilities() {
  if (!set_capabilities({})) calls::fail("capset");
}

bool drop_capabilities_but(int capability) {
  Capabilities one{};
  auto& word = one[CAP_TO_INDEX(capability)];
  word.permitted = word.effective = CAP_TO_MASK(capability);
  return set_capabilities(one);
}

void need_permission_after_exec() {
  // Where this fails, there is no such capability to be had.
  prctl(PR_CAPBSET_DROP, CAP_IPC_OWNER, 0, 0, 0);
}

bool become_nobody() {
  int signal_of_death = 0;
  prctl(PR_GET_PDEATHSIG, &signal_of_death);
  const bool done = setgroups(0, nullptr) == 0 && setgid(nobody) == 0 && setuid(nobody) == 0;
  prctl(PR_SET_PDEATHSIG, signal_of_death);  // which another user's process has forgotten
  return done;
}

}  // namespace msgq::testing
