// Queues that nobody seems to need any more.
#pragma once

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <limits>
#include <vector>

namespace removal {

inline bool has_ended(pid_t pid) { return kill(pid, 0) == -1 && errno == ESRCH; }

// The msqids of this user's queues whose last sender and last receiver, as far as there were any,
// have ended. A sign, not a proof: others may hold the msqid and have sent nothing yet. Read from
// /proc/sysvipc/msg, proc(5).
inline std::vector<int> leftovers() {
  std::vector<int> found;
  std::ifstream table{"/proc/sysvipc/msg"};
  table.ignore(std::numeric_limits<std::streamsize>::max(), '\n');  // the heading
  int key, msqid, mode;
  unsigned long bytes, messages;
  pid_t sender, receiver;
  uid_t owner;
  while (table >> key >> msqid >> mode >> bytes >> messages >> sender >> receiver >> owner) {
    table.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    const bool used = sender != 0 || receiver != 0;
    const bool needed =
        (sender != 0 && !has_ended(sender)) || (receiver != 0 && !has_ended(receiver));
    if (owner == geteuid() && used && !needed) found.push_back(msqid);
  }
  return found;
}

}  // namespace removal
