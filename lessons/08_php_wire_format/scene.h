// What the judge of exercise 8 and its actor tell each other.
#pragma once

#include <cstdint>

#include "common/actor/outcome.h"

// Bytes in Scene::bytes.
struct Place {
  int begin = 0;
  int size = -1;  // none
};

struct Call {
  int msqid = -1;
  bool is_send = false;  // or it receives

  Place sensor, note, minutes;  // these are of 8 bytes each
  double celsius = 0;
  bool outdoors = false;

  msgq::actor::Outcome outcome;
  bool has_count = false;
  std::int64_t count = 0;
};

inline constexpr int most_calls = 160;

// What one process does: so many calls, one after the other.
struct Scene {
  bool has_comma = false;  // the program's locale writes 0,5
  int count = 0;
  Call calls[most_calls];
  int used = 0;
  char bytes[160'000];
};
