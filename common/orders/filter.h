// What a process under the director may call, and where the kernel stops it; seccomp(2).
#pragma once

#include <vector>

namespace msgq::orders {

// Lets the kernel stop this process, and its children, before each of the calls. Takes away what
// would let a process get out of sight: a child that is not traced, the calls of another kind of
// processor, and clone3(2), whose arguments a filter cannot see; and what would let it change
// another: ptrace(2), process_vm_writev(2), prlimit(2) of others. All these give ENOSYS; the C
// library does without. False if the kernel does not take it.
[[nodiscard]] bool watch(const std::vector<int>& numbers);

}  // namespace msgq::orders
