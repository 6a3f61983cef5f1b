// The processes of one run of a program, each of which is stopped before every call that is
// watched, until somebody lets it go on. ptrace(2), seccomp(2)
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/orders/call.h"
#include "common/orders/chronicle.h"
#include "common/orders/task.h"
#include "common/remove_on_death.h"

namespace msgq::orders {

// While it lives, no other process of this user can look into this one or write there; prctl(2).
class Undumpable {
 public:
  Undumpable();
  ~Undumpable();
  Undumpable(const Undumpable&) = delete;
  Undumpable& operator=(const Undumpable&) = delete;

 private:
  const bool was_dumpable_;
};

class Subject {
 public:
  // While it lives, this process is Undumpable. Runs `program` in a child, whose exit status it
  // returns; the watched calls are those of `numbers`, and naps. Throws std::runtime_error, which
  // says what this system lacks.
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

  // All that were born.
  const Tasks& tasks() const { return tasks_; }

  // Lets the call be made before which the task stands. A nap is over at once, as if time had
  // passed.
  void let_go(const std::string& task);

  // Lets it go on as if the call had failed with this errno.
  void answer(const std::string& task, int error);

  // SIGKILL, at this point.
  void kill(const std::string& task);

  // A signal, at this point: before the call, or in it if it sleeps there.
  void signal(const std::string& task, int number);

  const std::vector<Event>& events() const { return chronicle_.events(); }

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
  void handle_birth(Task& parent, bool may_be_thread);
  Task& at(const std::string& name) { return tasks_.at(name); }

  const std::vector<int> numbers_;
  Tasks tasks_;
  Chronicle chronicle_;
  QueueNames queues_;
  std::optional<BlockedSignals> blocked_;  // while nobody knows yet which queue was made
  int status_ = 0;
  std::optional<Undumpable> undumpable_;
};

}  // namespace msgq::orders
