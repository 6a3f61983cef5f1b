// What the judge of exercise 4 and its actor tell each other.
#pragma once

#include "common/actor/outcome.h"

// A job, as it is sent or was handled.
struct Letter {
  long type = 0;
  int size = 0;  // in bytes
  char bytes[64] = "";
};

// What `handle` does with one of the jobs, besides writing it down.
struct Deed {
  enum class Kind {
    nothing,
    send,
    remove_queue,
    throw_errno,
    throw_runtime_error,
    throw_int,
    drain_another
  };
  Kind kind = Kind::nothing;
  int at = 0;      // with which: 0 is the first job that is handled
  Letter more;     // that it sends to the same queue
  int number = 0;  // the errno; or which other call it makes within this one
};

inline constexpr int most_deeds = 4, most_calls = 40, most_handled = 1000;

// One call of drain.
struct Call {
  int msqid = -1;
  long least_urgent = 1;
  int patience = 0;
  Deed deeds[most_deeds];

  msgq::actor::Outcome outcome;
  int result = -1;
};

// A job that `handle` got, in which of the calls.
struct Handled {
  int call = 0;
  Letter job;
};

// What one process does: so many calls, one after the other.
struct Scene {
  int count = 1;
  Call calls[most_calls];

  int handled = 0;  // of which the first are here:
  Handled jobs[most_handled];
};
