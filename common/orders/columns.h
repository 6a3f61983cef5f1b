// An order, drawn for people.
#pragma once

#include <string>

#include "common/orders/director.h"

namespace msgq::orders {

// A column for each process that did anything, a line for each thing that happened, and at the end
// the verdict:
//
//   program                    child 1
//   msgget PRIVATE 0600 = A
//   msgrcv A 0 NOWAIT = ENOMSG
//                              msgsnd A [1 "hi"] = 0
//                              exit 0
//   exit 1
//   the program ends with status 1
//
// What the director did, and not the process, stands between stars: *killed*, *EINTR*.
std::string in_columns(const Order& order);

// For the reader of a test that has failed: in how many orders, and the simplest of them drawn; ""
// if all were good.
std::string what_went_wrong(const Tally& tally);

}  // namespace msgq::orders
