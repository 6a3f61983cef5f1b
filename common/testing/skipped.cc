#include "common/testing/skipped.h"

#include <string>

#include "doctest/doctest.h"

namespace msgq::testing {

void not_checked_here(const char* needs) {
  MESSAGE("not checked here: needs ", std::string{needs});  // of a const char* it is the address
}

bool skipped(int status, const char* needs) {
  if (status == not_allowed) not_checked_here(needs);
  return status == not_allowed;
}

}  // namespace msgq::testing
