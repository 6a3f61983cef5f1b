// What a process under the director may call, and where the kernel stops it; seccomp(2).
#pragma once

#include <vector>

namespace msgq::orders {

// Lets the kernel stop this process, and its children, before each of the calls; and takes away
// what would let a process get out of sight: a child that is not traced, the calls of another kind
// of processor, and clone3(2), whose arguments a filter cannot see. The C library does without.
// False if the kernel does not take it.
[[nodiscard]] bool watch(const std::vector<int>& numbers);

}  // namespace msgq::orders
