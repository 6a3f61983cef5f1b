// Ends a test that hangs.
#pragma once

namespace msgq::testing {

// What the watchdog said when it ended a test; nullptr if it has ended none.
const char* words_of_watchdog();

}  // namespace msgq::testing
