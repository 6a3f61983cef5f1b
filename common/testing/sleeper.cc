#include "common/testing/sleeper.h"

#include <fstream>
#include <stdexcept>
#include <string>

namespace msgq::testing {

long Sleeper::naps() const {
  std::ifstream status{"/proc/" + std::to_string(pid()) + "/status"};
  for (std::string word; status >> word;) {
    if (word == "voluntary_ctxt_switches:") break;
  }
  long count = 0;
  if (!(status >> count)) throw std::runtime_error{"no voluntary_ctxt_switches in /proc"};
  return count;
}

}  // namespace msgq::testing
