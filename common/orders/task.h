// A process or a thread of the subject, and what is known of it.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>

#include "common/orders/call.h"

namespace msgq::orders {

// Its name tells its birth, so it is the same in every run: 0 is the program
// itself, 1 and 2 are its first and second child, 1.1 is the first child of 1; t1 is its first
// thread besides the one that it began with, and 1.t1 that of 1.
struct Task {
  enum class State {
    running,   // or asleep, as far as anybody knows
    standing,  // before `call`
    ended,
  };

  pid_t tid = 0;
  std::string name;
  std::string parent;
  State state = State::running;
  Call call;  // before which it stands, or which it makes
  bool is_thread = false;
  bool waits_for_exec = false;  // of the child that it has made by vfork(2)
  bool is_in_call = false;      // it was let go into `call`, which has not returned yet
  bool is_stopped = false;      // by a signal, until SIGCONT comes: asleep, for all that we know
  int children = 0;
  int threads = 0;
  long result = 0;               // of the last call that returned
  bool is_interrupted = false;   // in its call, by a signal that is about to be delivered
  bool returns_to_call = false;  // after a signal handler that runs before the call
};

using Tasks = std::map<std::string, Task>;  // by their names

}  // namespace msgq::orders
