#include "common/message.h"

#include <stdexcept>
#include <string>

namespace msgq::internal {

void throw_wrong_size(std::size_t received, std::size_t body) {
  throw std::length_error{"received " + std::to_string(received) + " bytes, but the body has " +
                          std::to_string(body) + "; is this message of another kind?"};
}

void throw_too_long(std::size_t length, std::size_t capacity) {
  throw std::length_error{"a text of " + std::to_string(length) +
                          " bytes does not fit into a message with room for " +
                          std::to_string(capacity)};
}

void throw_not_positive(long type) {
  throw std::invalid_argument{"a message type is positive, not " + std::to_string(type)};
}

}  // namespace msgq::internal
