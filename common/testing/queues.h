// What tests ask of a queue, and do with it, again and again.
#pragma once

#include <string>

#include "common/queue.h"

namespace msgq::testing {

// False once the queue has been removed, whatever its mode.
[[nodiscard]] bool exists(Queue queue);

// Sets msg_qbytes, the most bytes and the most messages that the queue holds, and no other setting.
// Throws as Queue::status() and Queue::set() do.
void set_capacity(Queue queue, std::size_t max_bytes);

// The same for its permissions.
void set_mode(Queue queue, mode_t mode);

// The same for its owner. False, and nothing is set, where this system does not know him: Bazel's
// sandbox knows one user only.
[[nodiscard]] bool set_owner(Queue queue, uid_t uid);

// The errno of sending so many bytes with IPC_NOWAIT; 0 if the queue took them.
int error_of_sending(Queue queue, std::size_t size);

// What msgq::draw() prints of it; after that "errno N" if it throws.
std::string drawn(Queue queue);

}  // namespace msgq::testing
