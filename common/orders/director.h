// Runs a program of several processes once for each order of its calls on queues, on the real
// kernel. A test that runs such a program once has seen one order, and usually always the same.
//
//   const Tally tally = every_order(program, judge, {.deaths = 1});
//   CHECK(tally.bad == 0);
//
// Between two of its calls a process runs as it will; what is tried are all orders in which the
// processes come to their calls. So two processes that talk by other means, such as shared memory,
// are tried only as far as their calls on queues go. Time does not pass: a nap, nanosleep(2), is
// over at once, but somebody who naps, or asks again and again for what is not there, lets others
// go on first, as it would be in the end.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/orders/call.h"
#include "common/orders/subject.h"

namespace msgq::orders {

// How much is tried. When a bound was met the tally says so.
struct Bounds {
  int runs = 10'000;
  int steps = 1'000;        // of one run; who makes more calls counts as endless
  int preemptions = 1'000;  // how often a process that could go on is left standing for another
  double seconds = 2;       // without a call; who computes longer counts as endless too
  int deaths = 0;   // how many processes are killed in one order, but for the program itself
  int errnos = 0;   // how many calls are not made, and get an errno instead
  int signals = 0;  // how often a process gets `signal`
  int signal = 10;  // SIGUSR1

  // With which errnos the call may be answered before which this task stands; by default EINTR, if
  // the call could sleep.
  std::function<std::vector<int>(const Task&)> errnos_of{};

  // Which calls are watched, as SYS_msgsnd; by default the four on queues.
  std::vector<int> calls{};
};

// How a run ended.
enum class Ending {
  exited,   // with an exit status, or by a signal
  stuck,    // a deadlock: everybody sleeps, and nobody can wake anybody
  endless,  // it computes, or calls, without end
};

// One order. Its name tells who went on, step by step, and can be replayed: "0 0 1 0 1:EINTR
// 2:kill".
struct Order {
  std::string name;
  Ending ending = Ending::exited;
  int status = 0;  // of the program itself: its exit status, or 128 + the number of a signal
  std::vector<Event> events;
  std::vector<int> left;  // msqids of queues that it made and did not remove
  int faults = 0;         // deaths, errnos and signals
  int preemptions = 0;
  std::string verdict;  // what was wrong; empty if it was good
};

// Is the task this process, one of its threads, or a child of its own? "0", the program itself, is
// taken without its children.
bool is_by(const std::string& process, const std::string& task);

// The errno that a call of this process was answered with, by name; "" if none was.
std::string errno_given_to(const std::string& process, const Order& order);

// What came of all orders, or of those up to the first that was endless: no other can be worse.
struct Tally {
  int orders = 0;
  int bad = 0;
  int stuck = 0;                        // of the bad ones
  int endless = 0;                      // likewise
  std::map<std::string, int> verdicts;  // how often each was given
  std::optional<Order> first_bad;       // the simplest: few faults, few preemptions, few calls
  std::string bound;                    // which bound was met, in words; empty if all was tried
  double milliseconds = 0;              // of the median order
};

// What is wrong with a run, in words; empty if it is good. Called in this process, after the run,
// when its processes are gone, and before the queues that it has left are removed.
using Judge = std::function<std::string(const Order&)>;

// A run is good if the program ends with exit status 0.
std::string exits_with_0(const Order& order);

// Tries the program, which is run anew in a child of this process for each order. Throws
// std::runtime_error if this system cannot (it says what is missing), or if a replay did not meet
// the same choices as before, because something outside of the program decides what it does.
Tally every_order(const std::function<int()>& program, const Judge& judge = exits_with_0,
                  const Bounds& bounds = {});

// Runs it in one order, again. Throws std::invalid_argument if there is no such order.
Order replay(const std::function<int()>& program, const std::string& name,
             const Judge& judge = exits_with_0, const Bounds& bounds = {});

}  // namespace msgq::orders
