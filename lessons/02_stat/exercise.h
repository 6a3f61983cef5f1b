// Exercise 2: how full, really.
#pragma once

#include "common/queue.h"

// How full the queue is, in percent, rounded down: 0 to 100.
//
// The waiting messages use two shares of the queue's capacity: one with their bytes, one with their
// number. The larger share counts. A queue that uses more than its capacity, because that was
// lowered, is full: 100. So is a queue with a capacity of 0. The capacity may be as large as msgmnb
// allows: 2147483647.
//
// Others may use the queue meanwhile, and set its capacity: the answer is true of one moment of the
// call. It does not wait for a queue that never rests: it looks at a busy queue no more often than
// at one that nobody uses. It asks msgctl, and opens no file: /proc/sysvipc/msg is of another
// moment, and knows no capacity. To look changes nothing.
//
// Every error is thrown: std::system_error with its errno, as ever; EINVAL for a queue that was
// removed, also if there is a new one in its place, or with its key.
int percent_full(msgq::Queue queue);
