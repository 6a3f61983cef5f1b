// A process stopped between two of its system calls, to act in the gap.
#pragma once

#include "common/child.h"
#include "common/testing/pipe.h"

namespace msgq::testing {

// Runs `body` in a child that stops right after its first call through msgq or calls::, ftok(3)
// too, until resume().
//
// No magic: the child traces its calls into a pipe that is full, so it sleeps in the write of its
// first line.
class Paused {
 public:
  template <class Body>
  explicit Paused(const Body& body)
      : child_{[&] {
          stop_after_first_call();
          return body();
        }} {}

  // Waits until the first call has been made. Throws std::runtime_error if the child ends without
  // one.
  void wait_for_first_call() const;

  // Lets it go on, and waits for its end: the exit status.
  int resume();

 private:
  void stop_after_first_call() const;

  Pipe trace_;
  Child child_;
};

}  // namespace msgq::testing
