// For tests only.
#pragma once

#include <system_error>

#include "common/child.h"

namespace msgq::testing {

// The errno of the std::system_error that `call` throws; 0 if it throws none.
template <class Call>
int error_of(const Call& call) {
  try {
    call();
  } catch (const std::system_error& error) {
    return error.code().value();
  }
  return 0;
}

// Gives up every capability of this process, for good, so that root too meets the limits of an
// ordinary user; capset(2).
void drop_capabilities();

// The exit status of `body`, run in a child that has no capabilities.
template <class Body>
int unprivileged(const Body& body) {
  return Child{[&] {
           drop_capabilities();
           return body();
         }}
      .wait();
}

// Makes this process another user, nobody. False where that is not allowed: it takes root outside
// of Bazel's sandbox, which knows one user only.
[[nodiscard]] bool become_nobody();

}  // namespace msgq::testing
