// The real PHP, at the other end of a queue.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <string>
#include <system_error>

#include "common/child.h"
#include "common/error_of.h"
#include "lessons/08_php_wire_format/wire.h"

namespace wire {

inline constexpr long to_php = 1;
inline constexpr long to_cpp = 2;

// Runs a PHP script that receives type 1 and answers with type 2 until the queue is removed.
class PhpPeer {
 public:
  PhpPeer(Queue queue, const char* script)
      : queue_{queue}, watcher_{[=] { return watch(queue, script); }} {}

  // Sends the bytes to PHP, and sleeps until it has answered. If PHP is missing, ends, or has run
  // for 10 seconds, throws std::runtime_error, which says so.
  std::string ask(const std::string& bytes) {
    try {
      send(queue_, to_php, bytes);
      return receive(queue_, to_cpp);
    } catch (const std::system_error& error) {
      if (error.code().value() != EIDRM && error.code().value() != EINVAL) throw;
      complain(watcher_.wait());
    }
  }

  // Removes the queue, which wakes PHP and ends it. Returns its exit status.
  int end() {
    queue_.remove();
    return watcher_.wait();
  }

 private:
  // A queue does not tell who sleeps in it that nobody will send any more. So a process in between
  // waits for PHP's end, whatever the reason, and then removes the queue.
  static int watch(Queue queue, const char* script) {
    msgq::Child php{[&] {
      alarm(seconds);  // outlives exec
      execlp("php", "php", "-d", "log_errors=0", script, nullptr);
      return cannot_run;
    }};
    const int status = php.wait();
    (void)msgq::error_of([&] { queue.remove(); });
    return status;
  }

  [[noreturn]] static void complain(int status) {
    const std::string cure = "sudo apt-get install -y --no-install-recommends php-cli";
    if (status == cannot_run) throw std::runtime_error{"php is missing. Install it: " + cure};
    if (status == 128 + SIGALRM)
      throw std::runtime_error{"PHP did not answer within 10 seconds: run this again"};
    throw std::runtime_error{"PHP ended with status " + std::to_string(status) +
                             " before it had answered. It needs msg_* functions: " + cure};
  }

  static constexpr unsigned seconds = 10;
  static constexpr int cannot_run = 127;

  Queue queue_;
  msgq::Child watcher_;
};

}  // namespace wire
