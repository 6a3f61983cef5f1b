// What a stopped task is about to ask of the kernel, and what it gets.
#pragma once

#include <sys/types.h>

#include "common/orders/call.h"

namespace msgq::orders {

// Of a task that stands before a call.
Call call_of(pid_t tid);

// Of a task that stands behind one.
long result_of(pid_t tid);

// Lets a task that stands before a call go on without it, with this result: a negative errno is a
// failure.
void skip_call(pid_t tid, long result);

// The same for one that stands behind a call that was skipped: it will make the call once more,
// after the handlers of signals that are pending.
void restart_call(pid_t tid, const Call& call);

}  // namespace msgq::orders
