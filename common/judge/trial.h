// An answer, tried in every order, with what is around the scene.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/actor/outcome.h"
#include "common/orders/director.h"

namespace msgq::judge {

// As orders::every_order; an order is also bad if somebody touched a queue of others meanwhile.
// Once an answer has not come to an end, later calls wait for it only a moment, so that the verdict
// comes soon.
orders::Tally every_order(const std::function<int()>& program, const orders::Judge& judge,
                          const orders::Bounds& bounds = {});

// The bounds, and at most one call of this process fails, with each errno of every_errno_for().
orders::Bounds with_each_errno(const std::string& process, orders::Bounds bounds);

// For orders::Bounds::errnos_of: what the manual page of a call of this process lists, but for
// EFAULT, what its flags exclude, and EIDRM of msgctl. msgget(2), msgop(2), msgctl(2)
std::function<std::vector<int>(const orders::Task&)> every_errno_for(const std::string& process);

// What came of a call that this task was to make: as in_words(outcome) says; and if it has neither
// returned nor thrown, why not: "crashed: SIGSEGV", "ended its process: exit 0", "never stops",
// "sleeps for ever".
std::string what_came_of(const actor::Outcome& outcome, const std::string& task,
                         const orders::Order& order);

// Was the call made, or refused by the director? Naps are calls, too.
bool is_call(const orders::Event& event);

// How many calls the process made or was refused: those that begin with `words`, such as "msgsnd".
int calls_of(const std::string& process, const orders::Order& order, const std::string& words = "");

// Whether it has let time pass, instead of sleeping until there is something to do.
bool has_napped(const std::string& process, const orders::Order& order);

// The same, or slept in a call on a queue.
bool has_slept(const std::string& process, const orders::Order& order);

// How many calls on queues `others` had made before the first call of `process`, and before its
// last.
struct Moments {
  int first = 0, last = 0;
};

// Nothing if the process makes no call on a queue.
std::optional<Moments> moments_of(const std::string& process, const std::string& others,
                                  const orders::Order& order);

}  // namespace msgq::judge
