// What root may do, and what an ordinary user may not.
#pragma once

#include "common/child.h"
#include "common/testing/skipped.h"

namespace msgq::testing {

// Gives up every capability of this thread until exec(3), so that root too meets the limits of an
// ordinary user; capset(2). Throws std::system_error.
void drop_capabilities();

// The same, but for this one, such as CAP_IPC_OWNER; capabilities(7). False if it was not there to
// be kept, as for an ordinary user.
[[nodiscard]] bool drop_capabilities_but(int capability);

// Every program that this process becomes from now on needs permission for a queue as everybody
// does, also if it is root's: it will not have CAP_IPC_OWNER. prctl(2)
void need_permission_after_exec();

// The exit status of `body`, run in a child that has no capabilities.
template <class Body>
int unprivileged(const Body& body) {
  return in_child([&] {
    drop_capabilities();
    return body();
  });
}

// The errno of `call`, made by a child that has no capabilities; 0 if it succeeds.
template <class Call>
int error_of_unprivileged(const Call& call) {
  return unprivileged([&] { return status_of_error(call); });
}

// The user that others are tried as, and his group.
inline constexpr uid_t nobody = 65534;

// Makes this process another user, nobody; setuid(2). False where that is not allowed: it takes
// root outside of Bazel's sandbox, which knows one user only.
[[nodiscard]] bool become_nobody();

// The errno of `call`, made by a child that is nobody; 0 if it succeeds; not_allowed, for want of
// two_users, where it may not become nobody.
template <class Call>
int error_of_nobody(const Call& call) {
  return in_child([&] { return become_nobody() ? status_of_error(call) : not_allowed; });
}

}  // namespace msgq::testing
