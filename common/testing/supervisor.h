// Somebody who is still there when a test has ended, however it ended.
#pragma once

namespace msgq::testing {

// Gives this process an IPC namespace of its own, which takes root. True also where it has one
// already: Bazel's sandbox and bubblewrap give one to everybody.
bool take_own_queues();

// Starts this program once more, as a child with queues of its own (as far as that is allowed), to
// run `tests`, and returns the exit status for main(): what `tests` returned, or 128 + the number
// of the signal that killed it. If that would be 0 it is 1, and why is said, where
//   - exit() or _exit() ended the child before `tests` did, which would else look like success;
//   - a process was left behind, running or as a zombie;
//   - a queue was left behind, and the namespace is this test's own.
int supervise(char** argv, int (*tests)());

}  // namespace msgq::testing
