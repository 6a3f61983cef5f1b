// Kernels that a test would otherwise have to look for.
#pragma once

namespace msgq::testing {

// From now on this thread and its children get ENOSYS from msgget, msgsnd, msgrcv and msgctl, as
// on a kernel built without CONFIG_SYSVIPC. There is no way back, so call it in a child.
void without_system_v_ipc();

// The same for msgrcv with MSG_COPY only, as without CONFIG_CHECKPOINT_RESTORE.
void without_msg_copy();

// fork(2) fails with EAGAIN, as where a user has as many processes as RLIMIT_NPROC allows.
void without_fork();

// mmap(2) fails with ENOMEM.
void without_mmap();

// ptrace(2) fails with EPERM, as in a strict container.
void without_ptrace();

// kill(2) ends the process, so that it cannot be made unseen.
void without_kill();

}  // namespace msgq::testing
