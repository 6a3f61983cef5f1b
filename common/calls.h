// The C functions behind System V message queues. Nothing else in the library calls them.
//
// Names, arguments, results and errno are those of the manual pages named at each. The one addition
// is a trace: run any program here with MSGQ_TRACE=1, and every call that returns prints a line
// much as strace(1) would.
#pragma once

#include <sys/msg.h>

#include <cstddef>

namespace msgq::calls {

key_t ftok(const char* path, int project);                                             // ftok(3)
int msgget(key_t key, int msgflg);                                                     // msgget(2)
int msgsnd(int msqid, const void* message, std::size_t msgsz, int msgflg);             // msgsnd(2)
ssize_t msgrcv(int msqid, void* message, std::size_t msgsz, long msgtyp, int msgflg);  // msgrcv(2)
int msgctl(int msqid, int command, msqid_ds* status);                                  // msgctl(2)

// msgctl(2) with IPC_RMID, for a signal handler: it is never traced, because a trace uses
// snprintf(3), which no handler may; signal-safety(7).
int remove_in_signal_handler(int msqid);

// Throws std::system_error for the call that has just failed, as errno says. Its what() names both:
// "msgsnd EIDRM: Identifier removed". `subject` is what the call was about, such as a path.
[[noreturn]] void fail(const char* call, const char* subject = nullptr);

// The same, but returns if errno is `expected`.
void fail_unless(int expected, const char* call);

}  // namespace msgq::calls
