// What the judge of exercise 1 and its actor tell each other.
#pragma once

#include <sys/types.h>

#include "common/actor/outcome.h"

// One call of open_or_create.
struct Call {
  key_t key = 0;
  bool is_removed_before = false;  // the queue of the call before this one, by the actor

  msgq::actor::Outcome outcome;
  bool created = false;
  int msqid = -1;
};

// What one process does: so many calls, one after the other.
struct Part {
  int count = 1;
  Call calls[2];
};

struct Scene {
  Part parts[2];
};
