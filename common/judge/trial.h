// An answer, tried in every order, with what is around the scene.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/actor/outcome.h"
#include "common/orders/director.h"

namespace msgq::judge {

// As orders::every_order; an order is also bad if somebody touched a queue of others meanwhile.
orders::Tally every_order(const std::function<int()>& program, const orders::Judge& judge,
                          const orders::Bounds& bounds = {});

// For orders::Bounds::errnos_of: whatever a call of this task may fail with, given its flags, as
// its manual page says. msgget(2), msgop(2), msgctl(2)
std::function<std::vector<int>(const orders::Task&)> every_errno_for(const std::string& task);

// What came of a call that this task was to make: as in_words(outcome) says; and if it has neither
// returned nor thrown, why not: "crashed: SIGSEGV", "ended its process: exit 0", "never stops",
// "sleeps for ever".
std::string what_came_of(const actor::Outcome& outcome, const std::string& task,
                         const orders::Order& order);

// How many calls this task made or was refused: those that begin with `words`, such as "msgsnd".
int calls_of(const std::string& task, const orders::Order& order, const std::string& words = "");

// Whether it has let time pass, instead of sleeping until there is something to do.
bool has_napped(const std::string& task, const orders::Order& order);

}  // namespace msgq::judge
