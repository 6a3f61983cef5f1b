#include "common/testing/sleeper.h"

#include <fstream>
#include <string>

namespace msgq::testing {

long Sleeper::naps() const {
  std::ifstream status{"/proc/" + std::to_string(pid()) + "/status"};
  for (std::string word; status >> word;) {
    if (word == "voluntary_ctxt_switches:") break;
  }
  long count = -1;
  status >> count;
  return count;
}

}  // namespace msgq::testing
