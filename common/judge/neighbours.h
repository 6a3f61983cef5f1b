// Queues and messages that are none of an answer's business.
#pragma once

#include <string>

#include "common/scoped_queue.h"

namespace msgq::judge {

// Two queues with messages, beside those of every scene. The first queue of an IPC namespace has
// the msqid 0, so in a namespace of its own the first of these has.
class Neighbours {
 public:
  Neighbours();

  // Whether anybody has touched them since they were made, or since this was last asked; afterwards
  // they are as they were made, unless they are gone.
  [[nodiscard]] bool were_touched();

  Queue operator[](int i) const { return queues_[i]; }

 private:
  void fill();

  ScopedQueue queues_[2];
  msqid_ds before_[2] = {};
};

// Those of this process, which are made when they are first asked for.
Neighbours& neighbours();

}  // namespace msgq::judge
