// For tests only.
#pragma once

#include "common/child.h"
#include "common/error_of.h"
#include "common/queue.h"

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

// The errno of `call`, made by a child that has no capabilities; 0 if it succeeds.
template <class Call>
int error_of_unprivileged(const Call& call) {
  return unprivileged([&] { return error_of(call); });
}

// Sets msg_qbytes, the most bytes and the most messages that the queue holds. Throws as
// Queue::status() and Queue::set() do.
void set_capacity(Queue queue, std::size_t max_bytes);

// Makes this process another user, nobody. False where that is not allowed: it takes root outside
// of Bazel's sandbox, which knows one user only.
[[nodiscard]] bool become_nobody();

// Lets every signal do what it does to a new program, and no core file be written: doctest and the
// sanitizers handle some signals, which a forked child inherits, and nohup(1) ignores one.
void default_signals();

// Gives this process an IPC namespace of its own, empty, whose limits it may set in
// /proc/sys/kernel; ipc_namespaces(7). False where that is not allowed.
[[nodiscard]] bool enter_ipc_namespace();

}  // namespace msgq::testing
