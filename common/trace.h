// One line for each call through calls.h, ftok(3) too, in the manner of strace(1) but from inside
// the program: strace needs ptrace, which containers often refuse.
//
// A line is written when its call returns, so a receive that slept may stand before the send that
// woke it, and one that never returns has no line; nor has what a signal handler calls. Lines of a
// process that was forked since main() began start with its pid.
#pragma once

#include <sys/msg.h>

#include <cstddef>

namespace msgq::trace {

// Where lines go: a file descriptor, or nowhere. If MSGQ_TRACE is in the environment, and neither
// empty nor 0, they go to standard error from the first call on.
inline constexpr int nowhere = -1;
// For all threads, and not to be called while one makes a call. The descriptor stays the caller's.
void to(int fd);

namespace internal {
extern int fd;
}

// False if a call need not be shown. (Before the first call it is true, because nobody has looked
// at the environment yet.)
inline bool on() { return internal::fd != nowhere; }

// Writes the line for a call with these arguments and this result, for which errno says why it is
// -1. errno is left as it was. As every write(2) it may end the program, by SIGPIPE or SIGXFSZ.
void show_ftok(const char* path, int project, key_t key);
void show_msgget(key_t key, int msgflg, int msqid);
void show_msgsnd(int msqid, const void* message, std::size_t msgsz, int msgflg, int result);
void show_msgrcv(int msqid, const void* message, std::size_t msgsz, long msgtyp, int msgflg,
                 ssize_t received);
void show_msgctl(int msqid, int command, const msqid_ds* status, int result);

}  // namespace msgq::trace
