// What a child of a test can tell by its exit status, and a test that could not check its claim.
#pragma once

#include <cstdio>
#include <exception>

#include "common/error_of.h"

namespace msgq::testing {

// Exit statuses that are no errno: this system does not allow what the test is about; something
// else has happened than what the test is about.
inline constexpr int not_allowed = 255;
inline constexpr int something_else = 254;

// The errno of `call`, as a child's exit status; something_else, and said so, if it throws what is
// none. (A Child whose body throws ends with 1, which is EPERM.)
template <class Call>
int status_of_error(const Call& call) {
  try {
    return error_of(call);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "no errno, but: %s\n", error.what());
    return something_else;
  }
}

// What tests may lack.
inline constexpr char two_users[] = "two users: run as root with --spawn_strategy=local";
inline constexpr char own_namespace[] =
    "an IPC namespace of its own, and the right to set its limits";
inline constexpr char user_namespace[] = "a user namespace of its own";
inline constexpr char pid_namespace[] = "a PID namespace of its own";
inline constexpr char checkpoint_restore[] = "a kernel with CONFIG_CHECKPOINT_RESTORE";

// Prints "not checked here: needs ..." among the test's messages.
void not_checked_here(const char* needs);

// True, and said so, if the child's exit status is not_allowed.
[[nodiscard]] bool skipped(int status, const char* needs);

}  // namespace msgq::testing
