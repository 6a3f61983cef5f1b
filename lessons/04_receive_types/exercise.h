// Exercise 4: drain, the most urgent first.
#pragma once

#include "common/queue.h"

using Job = msgq::Text<64>;  // its type says how urgent it is: 1 is the most urgent

// Receives every waiting job of the types 1 to least_urgent and gives each to `handle`, one after
// the other: always the most urgent that waits, and of equally urgent ones the oldest. All other
// jobs stay where they are. Returns how many were handled, without ever sleeping.
//
// A job that comes meanwhile, even one that `handle` itself sends, belongs to those that wait.
//
// least_urgent is positive; it may be as large as a long can be. Every error is thrown:
// std::system_error, as ever.
int drain(msgq::Queue queue, long least_urgent, void (*handle)(const Job& job));
