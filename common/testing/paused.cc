#include "common/testing/paused.h"

#include <stdexcept>

#include "common/blocked.h"
#include "common/trace.h"

namespace msgq::testing {

void Paused::stop_after_first_call() const {
  trace_.fill();
  trace::to(trace_.in());
}

void Paused::wait_for_first_call() const {
  try {
    wait_until_blocked(child_.pid(), "pipe_write");
  } catch (const std::runtime_error&) {
    throw std::runtime_error{
        "no call on a queue was seen: make it through Queue or msgq::calls, which can be watched"};
  }
}

int Paused::resume() {
  trace_.text();
  return child_.wait();
}

}  // namespace msgq::testing
