// Signals as a new program finds them.
#pragma once

namespace msgq::testing {

// Lets every signal have its default action, hold none back, and let no core file be written:
// doctest and the sanitizers handle some signals, which a forked child inherits, and nohup(1)
// ignores one.
// signal(7), core(5)
void default_signals();

}  // namespace msgq::testing
