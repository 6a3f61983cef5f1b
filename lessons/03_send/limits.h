// What this system allows msgsnd(2).
#pragma once

#include <cstddef>
#include <fstream>
#include <stdexcept>
#include <string>

namespace sending {

// A number in /proc/sys/kernel: "msgmax", the most bytes in one message, or "msgmnb", the capacity
// of a new queue in bytes. Throws std::runtime_error if it cannot be read.
inline std::size_t limit(const std::string& name) {
  std::size_t value = 0;
  if (!(std::ifstream{"/proc/sys/kernel/" + name} >> value)) {
    throw std::runtime_error{"cannot read /proc/sys/kernel/" + name};
  }
  return value;
}

}  // namespace sending
