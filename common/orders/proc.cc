#include "common/orders/proc.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace msgq::orders {
namespace {

// A file of the task, as far as it fits; "" if the task is gone.
std::string read_file(pid_t tid, const char* name) {
  char text[2048];
  const int fd = open(("/proc/" + std::to_string(tid) + '/' + name).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd == -1) return "";
  const ssize_t size = read(fd, text, sizeof text);
  close(fd);
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : "";
}

// The rest of the line that begins with this word in /proc/PID/status.
std::string field(const std::string& status, const std::string& word) {
  const std::size_t begin = status.find('\n' + word);
  if (begin == status.npos) return "";
  const std::size_t end = status.find('\n', begin + 1);
  return status.substr(begin + 1 + word.size(), end - begin - 1 - word.size());
}

// Is the signal in this mask of /proc/PID/status?
bool is_in(const char* mask, pid_t tid, int number) {
  const auto bits = std::strtoull(field(read_file(tid, "status"), mask).c_str(), nullptr, 16);
  return (bits >> (number - 1) & 1) != 0;
}

}  // namespace

std::string sleep_of(pid_t tid, bool waits_for_exec) {
  const std::string status = read_file(tid, "status");
  // The wait for exec is D. Else D is a disk, or a lock of the kernel's, and those are quick.
  if (!field(status, "State:\t").starts_with(waits_for_exec ? "D" : "S")) return "";
  // A look at its call waits until the task has left the run queue, which since Linux 6.12 it may
  // do long after it fell asleep; until then the subject would not see it in /proc/PID/wchan.
  if (sleeping_call(tid).number == -1) return "";
  return field(status, "voluntary_ctxt_switches:\t") + ' ' +
         field(status, "nonvoluntary_ctxt_switches:\t");
}

Call sleeping_call(pid_t tid) {
  const std::string text = read_file(tid, "syscall");
  Call call;
  auto& [a, b, c, d, e, f] = call.arguments;
  std::sscanf(text.c_str(), "%ld %lx %lx %lx %lx %lx %lx", &call.number, &a, &b, &c, &d, &e, &f);
  return call;
}

bool sleeps_until_woken(pid_t tid) {
  const Call call = sleeping_call(tid);
  switch (call.number) {
    case SYS_wait4:
    case SYS_waitid:
    case SYS_read:
    case SYS_rt_sigsuspend:
      return true;
    case SYS_futex:
      return call.arguments[3] == 0;  // no time-out
    default:
      return false;
  }
}

bool is_blocked(pid_t tid, int number) { return is_in("SigBlk:\t", tid, number); }

bool has_handler(pid_t tid, int number) { return is_in("SigCgt:\t", tid, number); }

bool is_zombie(pid_t pid) { return field(read_file(pid, "status"), "State:\t").starts_with("Z"); }

double seconds_computed(pid_t tid) {
  // Of a thread, not of its process: /proc/PID/schedstat has nanoseconds first.
  return std::strtod(read_file(tid, "schedstat").c_str(), nullptr) / 1e9;
}

bool is_stopped_by_tracer(pid_t tid) {
  return field(read_file(tid, "status"), "State:\t").starts_with("t");
}

bool is_thread(pid_t tid) {
  const std::string process = field(read_file(tid, "status"), "Tgid:\t");
  return !process.empty() && process != std::to_string(tid);
}

std::vector<pid_t> traced_by(pid_t tracer) {
  std::vector<pid_t> found;
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc", gone}) {
    const pid_t pid = std::atoi(entry.path().filename().c_str());
    if (pid > 0 && field(read_file(pid, "status"), "TracerPid:\t") == std::to_string(tracer)) {
      found.push_back(pid);
    }
  }
  return found;
}

}  // namespace msgq::orders
