// Exercise 1: open or create, and say which.
#pragma once

#include "common/queue.h"

struct Opened {
  msgq::Queue queue;
  bool created;  // by this very call
};

// Opens the queue with this key, or creates it if there is none, so that only its owner may send
// and receive.
//
// Many processes may call this at the same moment: exactly one of them is told that it created the
// queue. If the queue is removed meanwhile, the call starts again, as often as that happens. It
// makes no other queue. Every other error is thrown: std::system_error with that errno, as ever.
Opened open_or_create(msgq::Key key);
