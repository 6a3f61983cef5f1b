// For tests only.
#pragma once

#include "common/child.h"
#include "common/error_of.h"

namespace msgq::testing {

using msgq::error_of;

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
