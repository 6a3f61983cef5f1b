#include "common/testing/namespaces.h"

#include <sched.h>
#include <unistd.h>

#include <fstream>

namespace msgq::testing {

bool enter_user_namespace() {
  const uid_t uid = getuid();
  const gid_t gid = getgid();
  if (unshare(CLONE_NEWUSER) == -1) return false;
  std::ofstream{"/proc/self/uid_map"} << "0 " << uid << " 1";
  // His group too: IPC_SET writes it back. Without "deny" he may not map it; user_namespaces(7).
  std::ofstream{"/proc/self/setgroups"} << "deny";
  std::ofstream{"/proc/self/gid_map"} << "0 " << gid << " 1";
  return getuid() == 0;
}

bool enter_ipc_namespace() {
  return unshare(CLONE_NEWIPC) == 0 || (enter_user_namespace() && unshare(CLONE_NEWIPC) == 0);
}

bool enter_pid_namespace() {
  return unshare(CLONE_NEWPID) == 0 || (enter_user_namespace() && unshare(CLONE_NEWPID) == 0);
}

long limit(const std::string& name) {
  long value = -2;
  std::ifstream{"/proc/sys/" + name} >> value;
  return value;
}

bool set_limit(const std::string& name, long value) {
  std::ofstream file{"/proc/sys/" + name};
  file << value << std::flush;
  return file.good();
}

int count_queues() {
  std::ifstream table{"/proc/sysvipc/msg"};
  int lines = -1;  // the first is a heading
  for (std::string line; std::getline(table, line);) ++lines;
  return lines;
}

}  // namespace msgq::testing
