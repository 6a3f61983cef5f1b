// One line for each system call on a message queue, in the manner of strace(1), from inside the
// program: strace needs ptrace, which containers often refuse.
//
// A line is written when its call returns, so a receive that slept may stand before the send that
// woke it. Lines of a forked process begin with its pid.
#pragma once

#include <sys/msg.h>

#include <cstddef>

namespace msgq::trace {

// The file descriptor to which lines go; 0 for none. MSGQ_TRACE=1 in the environment means standard
// error from the start.
extern int fd;

inline bool on() { return fd != 0; }

// Each takes the arguments of its call, then the result. errno is left as it was.
void ftok(const char* path, int project, key_t key);
void msgget(key_t key, int msgflg, int msqid);
void msgsnd(int msqid, const void* message, std::size_t msgsz, int msgflg, int result);
void msgrcv(int msqid, const void* message, std::size_t msgsz, long msgtyp, int msgflg,
            ssize_t received);
void msgctl(int msqid, int command, const msqid_ds* status, int result);

}  // namespace msgq::trace
