#include "common/testing/testing.h"

#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>

#include "common/calls.h"

namespace msgq::testing {

void drop_capabilities() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3]{};
  if (syscall(SYS_capset, &header, none) == -1) calls::fail("capset");
}

void set_capacity(Queue queue, std::size_t max_bytes) {
  Settings settings = queue.status().settings;
  settings.max_bytes = max_bytes;
  queue.set(settings);
}

bool become_nobody() {
  constexpr uid_t nobody = 65534;
  return setgroups(0, nullptr) == 0 && setgid(nobody) == 0 && setuid(nobody) == 0;
}

void default_signals() {
  for (int number = 1; number < SIGRTMIN; ++number) signal(number, SIG_DFL);
  constexpr rlimit nothing{0, 0};
  setrlimit(RLIMIT_CORE, &nothing);
}

bool enter_ipc_namespace() {
  if (unshare(CLONE_NEWIPC) == 0) return true;
  const uid_t uid = getuid();
  const gid_t gid = getgid();
  // An ordinary user may do it together with a user namespace, in which he is root.
  if (unshare(CLONE_NEWUSER | CLONE_NEWIPC) == -1) return false;
  std::ofstream{"/proc/self/uid_map"} << "0 " << uid << " 1";
  // His group too: IPC_SET writes it back. Without "deny" he may not map it; user_namespaces(7).
  std::ofstream{"/proc/self/setgroups"} << "deny";
  std::ofstream{"/proc/self/gid_map"} << "0 " << gid << " 1";
  return true;
}

}  // namespace msgq::testing
