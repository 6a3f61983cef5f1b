#include "common/blocked.h"

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

namespace msgq {

void wait_until_blocked(pid_t pid, const char* call) {
  using namespace std::chrono_literals;
  const std::string process = "/proc/" + std::to_string(pid);
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (std::chrono::steady_clock::now() < deadline) {
    // The kernel function it sleeps in, such as do_msgrcv; its exact name varies with the compiler.
    std::string function;
    std::ifstream{process + "/wchan"} >> function;
    if (function.find(call) != std::string::npos) return;

    std::string state;
    std::ifstream status{process + "/status"};
    for (std::string line; state.empty() && std::getline(status, line);) {
      if (line.starts_with("State:")) state = line;
    }
    if (state.empty() || state.find('Z') != std::string::npos) {
      throw std::runtime_error{"process " + std::to_string(pid) + " ended before it slept in " +
                               call + ", or it cannot be seen"};
    }
    std::this_thread::sleep_for(1ms);  // only how often to look
  }
  throw std::runtime_error{"process " + std::to_string(pid) + " was not seen asleep in " + call +
                           " within 10 seconds; does " + process + "/wchan show anything here?"};
}

}  // namespace msgq
