// What /proc tells of a task of the subject; proc(5). Of one that is gone all answers are "no".
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "common/orders/call.h"

namespace msgq::orders {

// What tells that a task sleeps, and that it has not run since it was last asked; "" if it runs.
// One that waits for its child of vfork(2) to call exec(3) sleeps in another way.
std::string sleep_of(pid_t tid, bool waits_for_exec);

// The call in which it sleeps, of whatever kind; its number is -1 if it runs.
Call sleeping_call(pid_t tid);

// In a call that only another process or thread can end.
bool sleeps_until_woken(pid_t tid);

// Then the signal stays pending.
bool is_blocked(pid_t tid, int number);

bool has_handler(pid_t tid, int number);

bool is_zombie(pid_t pid);

// The processor time that it has used.
double seconds_computed(pid_t tid);

bool is_stopped_by_tracer(pid_t tid);

bool is_thread(pid_t tid);

// The processes that this task traces; it may not know of some.
std::vector<pid_t> traced_by(pid_t tracer);

}  // namespace msgq::orders
