// Exercise 4: drain, the most urgent first, and nobody waits forever.
#pragma once

#include "common/queue.h"

using Job = msgq::Text<64>;  // its type says how urgent it is: 1 is the most urgent

// Receives jobs of 0 to 64 bytes of any value, and gives each as it came to `handle` before it
// receives the next. It does so in turns: `patience` turns of the most urgent, one turn of the
// oldest, `patience` turns of the most urgent again, and so on.
//
//   turn of the most urgent   takes the job of the lowest type, if that type is at most
//                             least_urgent; of several such jobs the oldest
//   turn of the oldest        takes the oldest job in the queue, whatever its type
//
// The first turn that finds no such job ends the drain, whosever turn it is. All other jobs stay
// where they are. Returns how many jobs were handled, be they thousands. If patience is 0, every
// turn is the oldest's.
//
// Each turn is one call on the queue, which never sleeps; nor does anything else here wait. What
// has come before that call counts, even if `handle` itself has sent it.
//
// least_urgent is positive and patience is not negative; both may be as large as their types
// allow. `handle` may call drain, too, to any depth and for any queue, and no call changes how many
// turns are left to another.
//
// Every error is thrown: std::system_error with that errno, as ever. So is what `handle` throws, of
// whatever type; later calls are as if that had not been. A job of more than 64 bytes is such an
// error, E2BIG, and stays in the queue.
int drain(msgq::Queue queue, long least_urgent, int patience, void (*handle)(const Job& job));
