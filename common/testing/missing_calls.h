// Kernels that a test would otherwise have to look for.
#pragma once

namespace msgq::testing {

// From now on this process and its children get ENOSYS from msgget, msgsnd, msgrcv and msgctl, as
// on a kernel built without CONFIG_SYSVIPC. There is no way back, so call it in a child.
void without_system_v_ipc();

// The same for msgrcv with MSG_COPY only, as without CONFIG_CHECKPOINT_RESTORE.
void without_msg_copy();

}  // namespace msgq::testing
