// The kernel's times of a queue are whole seconds.
#pragma once

#include <ctime>

namespace msgq::testing {

// Returns when the clock shows a later second than this one.
void wait_for_the_second_after(time_t second);

}  // namespace msgq::testing
