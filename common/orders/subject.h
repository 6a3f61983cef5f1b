// The processes of one run of a program, each of which is stopped before every call that is
// watched, until somebody lets it go on. ptrace(2), seccomp(2)
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/orders/call.h"
#include "common/remove_on_death.h"

namespace msgq::orders {

// A process or a thread. Its name tells its birth, so it is the same in every run: 0 is the program
// itself, 1 and 2 are its first and second child, 1.1 is the first child of 1; t1 is its first
// thread besides the one that it began with, and 1.t1 that of 1.
struct Task {
  enum class State {
    running,   // or asleep, as far as anybody knows
    standing,  // before `call`
    ended,
  };

  pid_t tid = 0;
  std::string name;
  std::string parent;
  State state = State::running;
  Call call;  // before which it stands, or which it makes
  bool is_thread = false;
  bool waits_for_exec = false;  // of the child that it has made by vfork(2)
  bool is_in_call = false;      // it was let go into `call`, which has not returned yet
  bool is_stopped = false;      // by a signal, until SIGCONT comes: asleep, for all that we know
  int children = 0;
  int threads = 0;
  long result = 0;               // of the last call that returned
  bool is_interrupted = false;   // in its call, by a signal that is about to be delivered
  bool returns_to_call = false;  // after a signal handler that runs before the call
};

// What was seen, in the order in which it was.
struct Event {
  enum class Kind {
    called,     // a call was let go; if it returned before anything else happened, with its result
    returned,   // one that had slept until now
    answered,   // a call was not made: it got this errno instead
    killed,     // by the director
    signalled,  // by the director
    ended,      // by itself: "exit 0", "SIGSEGV"
  };
  Kind kind;
  std::string task;
  std::string call;    // in words; empty where there is none
  std::string result;  // in words; empty while it sleeps
};

class Subject {
 public:
  // While it lives, no other process of this user can look into this one or write there: it is not
  // dumpable, prctl(2). Runs `program` in a child, whose exit status it returns; the watched calls
  // are those of `numbers`, and naps. Throws std::runtime_error, which says what this system lacks.
  Subject(const std::function<int()>& program, const std::vector<int>& numbers);

  // Kills and reaps all that is left.
  ~Subject();

  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  enum class Rest {
    standing,  // somebody stands before a call, and nobody runs
    ended,     // all have
    asleep,    // all that live sleep, and only another could wake them
    endless,   // somebody computes, and does not stop
  };

  // Waits until nothing runs any more, or something has run for so many seconds; five times as
  // many, if the machine is so busy that it has not computed for half of them.
  Rest wait_until_quiet(double most_seconds);

  // Those that live, in the order of their names.
  const std::map<std::string, Task>& tasks() const { return tasks_; }

  // Lets the call be made before which the task stands. A nap is over at once, as if time had
  // passed.
  void let_go(const std::string& task);

  // Lets it go on as if the call had failed with this errno.
  void answer(const std::string& task, int error);

  // SIGKILL, at this point.
  void kill(const std::string& task);

  // A signal, at this point: before the call, or in it if it sleeps there.
  void signal(const std::string& task, int number);

  const std::vector<Event>& events() const { return events_; }

  // The msqids that msgget(2) has returned, with their names.
  const QueueNames& queues() const { return queues_; }

  // How the program itself ended: its exit status, or 128 + the number of a signal.
  int status() const { return status_; }

 private:
  Rest watch_until_quiet(double most_seconds);
  bool handle_events();
  void handle_stop(Task& task, int status);
  void end_unknown_threads(const Task& process);
  void end_unknown_processes();
  void handle_end(Task& task, int status);
  void handle_call(Task& task);
  void handle_return(Task& task);
  void handle_signal(Task& task, int number);
  void note_result(const Task& task);
  void note_choice(Event event);
  void sort_what_followed();
  void handle_birth(Task& parent, bool may_be_thread);
  bool is_about_to_wake(const Task& task) const;
  double seconds_computed() const;
  bool all_that_stand_do() const;
  bool may_wake_by_itself() const;
  Task& at(const std::string& name) { return tasks_.at(name); }

  const std::vector<int> numbers_;
  std::map<std::string, Task> tasks_;
  std::vector<Event> events_;
  std::size_t chosen_ = 0;  // the place of the last that the director chose
  QueueNames queues_;
  std::optional<BlockedSignals> blocked_;  // while nobody knows yet which queue was made
  int status_ = 0;
};

}  // namespace msgq::orders
