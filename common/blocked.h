// Knowing, instead of guessing, that another process sleeps in a system call.
#pragma once

#include <sys/types.h>

namespace msgq {

// Waits until the process sleeps in the call ("msgrcv", "msgsnd"), as /proc/PID/wchan tells; see
// proc(5). Throws std::runtime_error if it ends first, or if 10 seconds pass, or if this system
// does not show what a process of our own waits for.
void wait_until_blocked(pid_t pid, const char* call);

}  // namespace msgq
