#include "common/testing/skipped.h"

#include "doctest/doctest.h"

namespace msgq::testing {

void not_checked_here(const char* needs) { MESSAGE("not checked here: needs ", needs); }

bool skipped(int status, const char* needs) {
  if (status == not_allowed) not_checked_here(needs);
  return status == not_allowed;
}

}  // namespace msgq::testing
