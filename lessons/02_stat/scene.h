// What the judge of exercise 2 and its actor tell each other.
#pragma once

#include "common/actor/outcome.h"

// One call of percent_full.
struct Call {
  int msqid = -1;

  msgq::actor::Outcome outcome;
  int percent = -1;
};

inline constexpr int most_calls = 100;

// So many calls, one after the other, in one process.
struct Scene {
  int count = 0;
  Call calls[most_calls];
};
