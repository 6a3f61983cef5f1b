// Knowing, instead of guessing, that another process sleeps in a system call.
#pragma once

#include <sys/types.h>

namespace msgq {

// Waits until the process, which means its main thread, sleeps in the call ("msgrcv", "msgsnd"), as
// /proc/PID/wchan tells; see proc(5). Throws std::runtime_error if it ends first or cannot be seen,
// or if 10 seconds pass, as they do where this system does not show what a process waits for.
void wait_until_blocked(pid_t pid, const char* call);

}  // namespace msgq
