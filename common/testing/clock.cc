#include "common/testing/clock.h"

#include <chrono>
#include <thread>

namespace msgq::testing {

void wait_for_the_second_after(time_t second) {
  using namespace std::chrono_literals;
  while (std::time(nullptr) <= second) std::this_thread::sleep_for(1ms);  // only how often to look
}

}  // namespace msgq::testing
