// What the judge of exercise 7 and its actor tell each other.
#pragma once

#include <sys/types.h>

#include "common/actor/outcome.h"

// One thing that is done with an owner, of which a process has two.
struct Act {
  enum class Kind {
    create,
    destroy,
    release,
    close,
    meet,  // tells the judge the owner's msqid, and waits until he has done what he wants with it
  };
  Kind kind = Kind::create;
  int owner = 0;
  int depth = 0;  // 1: in a child of the process, 2: in a child of that; a row of them in the same
  bool in_thread = false;     // in another thread than the first
  bool by_exception = false;  // for destroy: that is how the scope ends
  key_t key = 0;              // for create: IPC_PRIVATE
  int throws_at = 0;          // for close: which call of its handle throws; 0 for none
  int throws_errno = 0;       // what it throws; 0 for what is no exception

  msgq::actor::Outcome outcome;
  int msqid = -1;       // of create and release
  int count = -1;       // of close
  int error_after = 0;  // of destroy: errno
};

// One job that a handle was given.
struct Handled {
  long type = 0;
  int size = 0;
  char bytes[64] = "";
};

// What a process of the judge has found out about the queue while the answer was at it.
struct Seen {
  bool at_all = false;
  bool is_there = false;
  int mode = 0;
  bool same_owner = false;
};

inline constexpr int most_acts = 12;
inline constexpr int most_handled = 100;

struct Scene {
  int acts_count = 0;
  Act acts[most_acts];
  int gate_out = -1;  // descriptors of pipes, for Act::Kind::meet
  int gate_in = -1;

  int handled_count = 0;  // may be more than fit
  Handled handled[most_handled];

  Seen seen;
};
