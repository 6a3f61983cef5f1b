// Queues that nobody seems to need any more.
#pragma once

#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <fstream>
#include <limits>
#include <vector>

namespace removal {

inline bool has_ended(pid_t pid) { return kill(pid, 0) == -1 && errno == ESRCH; }

// The last who sent, or received: 0 and 0 for nobody yet.
struct User {
  pid_t pid;
  time_t time;

  bool was_there() const { return time != 0; }
  // A pid of 0 is a process that this one cannot see, as another container's: who knows?
  bool may_live() const { return was_there() && (pid == 0 || !has_ended(pid)); }
};

// The msqids of this user's queues whose last sender and last receiver, as far as there were any,
// have ended. A sign, not a proof: others may hold the msqid and have sent nothing yet. Read from
// /proc/sysvipc/msg, proc(5).
inline std::vector<int> leftovers() {
  std::vector<int> found;
  std::ifstream table{"/proc/sysvipc/msg"};
  table.ignore(std::numeric_limits<std::streamsize>::max(), '\n');  // the heading
  int key, msqid, mode;
  unsigned long bytes, messages;
  User sender, receiver;
  uid_t uid, gid, cuid, cgid;
  while (table >> key >> msqid >> mode >> bytes >> messages >> sender.pid >> receiver.pid >> uid >>
         gid >> cuid >> cgid >> sender.time >> receiver.time) {
    table.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    const bool was_used = sender.was_there() || receiver.was_there();
    const bool is_used = sender.may_live() || receiver.may_live();
    if (uid == geteuid() && was_used && !is_used) found.push_back(msqid);
  }
  return found;
}

}  // namespace removal
