#include "common/actor/frame.h"

#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <set>
#include <sstream>
#include <string>
#include <system_error>
#include <thread>

namespace msgq::actor {
namespace {

namespace fs = std::filesystem;

std::string read_file(const char* path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

// The rest of the line of /proc/self/status that begins so; proc(5).
std::string field(const std::string& status, const std::string& word) {
  const std::size_t begin = status.find('\n' + word);
  return begin == status.npos
             ? ""
             : status.substr(begin + 1 + word.size(),
                             status.find('\n', begin + 1) - begin - 1 - word.size());
}

std::string descriptors() {
  std::set<std::string> all;
  std::error_code closed;
  for (const auto& fd : fs::directory_iterator{"/proc/self/fd", closed}) {
    all.insert(fd.path().filename().string() + ' ' + fs::read_symlink(fd, closed).string() + '\n');
  }
  return std::accumulate(all.begin(), all.end(), std::string{});
}

std::string handlers() {
  std::ostringstream all;
  for (int number = 1; number <= SIGRTMAX; ++number) {
    struct sigaction action {};
    if (sigaction(number, nullptr, &action) == 0) {
      all << number << ' ' << reinterpret_cast<const void*>(action.sa_handler) << '\n';
    }
  }
  return all.str();
}

std::string timers() {
  std::ostringstream all;
  for (const __itimer_which_t which : {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF}) {
    itimerval timer{};
    getitimer(which, &timer);
    all << (timer.it_value.tv_sec != 0 || timer.it_value.tv_usec != 0);
  }
  return all.str() + read_file("/proc/self/timers");
}

std::string children() {
  siginfo_t unused{};
  return waitid(P_ALL, 0, &unused, WEXITED | WNOHANG | WNOWAIT) == 0 ? "some" : "none";
}

}  // namespace

Frame Frame::now() {
  const std::string status = read_file("/proc/self/status");
  std::error_code gone;
  Frame frame;
  frame.threads_ = std::atoi(field(status, "Threads:\t").c_str());
  frame.parts_ = {{"a child process", children()},
                  {"a thread", std::to_string(frame.threads_)},
                  {"open descriptors", descriptors()},
                  {"signal handlers", handlers()},
                  {"the signal mask", field(status, "SigBlk:")},
                  {"a timer", timers()},
                  {"the locale", std::setlocale(LC_ALL, nullptr)},
                  {"the working folder", fs::current_path(gone).string()},
                  {"the umask", field(status, "Umask:")}};
  return frame;
}

Frame Frame::settled(const Frame& before) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{1};
  Frame frame = now();
  while (frame.threads() > before.threads() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
    frame = now();
  }
  return frame;
}

std::string Frame::difference(const Frame& other) const {
  std::string words;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (parts_[i].second == other.parts_[i].second) continue;
    words += (words.empty() ? "" : ", ") + std::string{parts_[i].first};
  }
  return words;
}

}  // namespace msgq::actor
