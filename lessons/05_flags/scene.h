// What the judge of exercise 5 and its actor tell each other.
#pragma once

#include <cstddef>

#include "common/actor/outcome.h"

inline constexpr std::size_t largest_text = 8192;  // bytes, of all messages here

// One call of receive_whole.
struct Call {
  int queue = 0;  // its place in Scene::msqids
  long msgtyp = 0;
  std::size_t room = 1;
  std::size_t most_room = std::size_t{1} << 20;  // grow() throws std::length_error beyond
  bool keeps_buffer = false;                     // of the call before, with the room it has now
  int errno_before = 0;

  msgq::actor::Outcome outcome;
  long returned = 0;
  std::size_t room_afterwards = 0;
  char harm[32] = "none";  // where bytes were written that are not the buffer's
  long type = 0;
  char text[largest_text] = "";
};

// What the process does: so many calls, one after the other.
struct Scene {
  int msqids[2] = {-1, -1};
  int count = 1;
  Call calls[32];
};
