// What the judge of exercise 6 and its actor tell each other.
#pragma once

#include <sys/types.h>

#include "common/actor/outcome.h"

inline constexpr int most_workers = 260;

// What one worker is to do, and what it has done.
struct Worker {
  int answer = 0;
  int status = 0;  // the exit status that clean_up gives, or minus the signal that it dies of

  int times_at_work = 0;
  pid_t pid = 0;     // of the last that was at work with this number
  pid_t parent = 0;  // of that
};

enum class Place { main_thread, another_thread, child };

// One call of ask_workers.
struct Call {
  int msqid = -1;
  int workers = 0;
  Worker worker[most_workers];
  Place place = Place::main_thread;
  bool waits_for_all = false;  // no work is done before all workers are at it
  int capacity = 0;            // of the queue, from when the first is at work; 0: as it was
  bool is_removed = false;     // the queue, by the first that is at work
  bool lingers = false;        // clean_up makes a call of its own
  int most_forks = -1;         // that succeed; -1: all do
  bool is_refused = false;     // from now on, every fork

  static constexpr int untouched = 0x5a5a5a5a;
  int before[2] = {untouched, untouched};
  int answers[most_workers] = {};
  int behind[2] = {untouched, untouched};

  msgq::actor::Outcome outcome;
  int failed = -1;
  int at_work = 0;        // how many have been
  int strange = 0;        // how often there was work with a number that is none
  int strays = 0;         // how often a worker came back to its caller
  int handlers = 0;       // how often it ran what the caller has given to atexit
  int bytes_at_last = 0;  // in the queue when the last worker cleaned up
};

struct Scene {
  int count = 1;
  Call calls[8];
  pid_t caller = 0;  // who makes the call; 0 before
};
