// IPC namespaces, and the limits that each of them has of its own; ipc_namespaces(7).
#pragma once

#include <string>

#include "common/child.h"
#include "common/testing/skipped.h"

namespace msgq::testing {

// Gives this thread, and its children, a user namespace of its own, in which it is root;
// unshare(2). False where that is not allowed.
[[nodiscard]] bool enter_user_namespace();

// Gives it an IPC namespace of its own, empty, with the kernel's default limits, which it may set.
// An ordinary user gets a user namespace first. False where neither is allowed.
[[nodiscard]] bool enter_ipc_namespace();

// Lets the children of this process from now on have a PID namespace of their own, in which the
// first is process 1; pid_namespaces(7). False where that is not allowed.
[[nodiscard]] bool enter_pid_namespace();

// The exit status of `body`, run in a child that has an IPC namespace of its own; not_allowed where
// it may not have one. Queues that the child leaves are gone with the namespace.
template <class Body>
int in_ipc_namespace(const Body& body) {
  return in_child([&] { return enter_ipc_namespace() ? body() : not_allowed; });
}

// The same for a PID namespace, in which `body` runs as process 1.
template <class Body>
int in_pid_namespace(const Body& body) {
  return in_child([&] { return enter_pid_namespace() ? in_child(body) : not_allowed; });
}

// A number in /proc/sys, such as "kernel/msgmax"; -2, which no limit of ours can be, where it
// cannot be read. proc(5).
long limit(const std::string& name);

// False if the kernel does not take it: the limit is not ours to set, or the value is out of range.
[[nodiscard]] bool set_limit(const std::string& name, long value);

// How many queues this thread's namespace has: the lines of /proc/sysvipc/msg.
int count_queues();

}  // namespace msgq::testing
