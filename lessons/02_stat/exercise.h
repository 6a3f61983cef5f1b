// Exercise 2: how full, really.
#pragma once

#include "common/queue.h"

// How full the queue is, in percent, rounded down: 0 to 100.
//
// The waiting messages use two shares of the queue's capacity: one with their bytes, one with their
// number. The larger share counts. A queue that uses more than its capacity, because that was
// lowered, is full: 100. So is a queue with a capacity of 0.
//
// Others may use the queue meanwhile: the answer is true of one moment. To look changes nothing.
// Every error is thrown: std::system_error with its errno, as ever.
int percent_full(msgq::Queue queue);
