// An errno as a value, where a lesson or a test is about the errno.
#pragma once

#include <system_error>

namespace msgq {

// The errno of the std::system_error that `call` throws; 0 if it throws none.
template <class Call>
int error_of(const Call& call) {
  try {
    call();
    return 0;
  } catch (const std::system_error& error) {
    return error.code().value();
  }
}

}  // namespace msgq
