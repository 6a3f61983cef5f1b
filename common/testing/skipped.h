// A test that could not check its claim says so, and why.
#pragma once

namespace msgq::testing {

// The exit status of a child that may not do what its test is about.
inline constexpr int not_allowed = 255;

// What tests may lack.
inline constexpr char two_users[] = "two users: run as root with --spawn_strategy=local";
inline constexpr char own_namespace[] =
    "an IPC namespace of its own, and the right to set its limits";
inline constexpr char user_namespace[] = "a user namespace of its own";
inline constexpr char checkpoint_restore[] = "a kernel with CONFIG_CHECKPOINT_RESTORE";

// Prints "not checked here: needs ..." among the test's messages.
void not_checked_here(const char* needs);

// True, and said so, if the child's exit status is not_allowed.
[[nodiscard]] bool skipped(int status, const char* needs);

}  // namespace msgq::testing
