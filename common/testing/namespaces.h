// IPC namespaces, and the limits that each of them has of its own; ipc_namespaces(7).
#pragma once

#include <string>

namespace msgq::testing {

// Gives this process an IPC namespace of its own, empty, with the kernel's default limits, which it
// may set; unshare(2). An ordinary user gets a user namespace with it, in which he is root. False
// where neither is allowed.
[[nodiscard]] bool enter_ipc_namespace();

// A number in /proc/sys, such as "kernel/msgmax"; -2, which none of them can be, where it cannot be
// read. proc(5).
long limit(const std::string& name);

// False if the kernel does not take it: the limit is not ours to set, or the value is out of range.
[[nodiscard]] bool set_limit(const std::string& name, long value);

// How many queues this process's namespace has: the lines of /proc/sysvipc/msg.
int count_queues();

}  // namespace msgq::testing
