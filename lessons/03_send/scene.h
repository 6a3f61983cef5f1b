// What the judge of exercise 3 and its actor tell each other.
#pragma once

#include <cstddef>

#include "common/actor/outcome.h"

// One call of try_send_reading.
struct Call {
  int queue = 0;  // its place in Scene::msqids
  double celsius = 0;
  std::size_t letters = 0;  // of the sensor's name, which is `name`, again and again
  char name[264] = "";
  int errno_before = 0;

  msgq::actor::Outcome outcome;
  bool said = false;
};

// What the process does: so many calls, one after the other.
struct Scene {
  int msqids[2] = {-1, -1};
  int count = 1;
  Call calls[32];
};
