// An errno as a value, where a lesson or a test is about the errno.
#pragma once

#include <system_error>

namespace msgq {

// The errno that `call` throws, as calls::fail does; 0 if it returns. Every other exception passes,
// and so does a std::system_error whose code() is no errno.
template <class Call>
int error_of(const Call& call) {
  try {
    call();
    return 0;
  } catch (const std::system_error& error) {
    const std::error_category& category = error.code().category();
    if (category != std::system_category() && category != std::generic_category()) throw;
    return error.code().value();
  }
}

}  // namespace msgq
