#include "tests/interop/interpreter.h"

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

#include "common/calls.h"
#include "common/testing/rights.h"
#include "common/testing/signals.h"

namespace interop {

Interpreter::Socket::Socket() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == -1) {
    msgq::calls::fail("socketpair");
  }
  ours = ends[0];
  theirs = ends[1];
  constexpr timeval patience{.tv_sec = 10, .tv_usec = 0};
  setsockopt(ours, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

Interpreter::Socket::~Socket() { close(ours); }

Interpreter::Interpreter(const char* program, const char* script, const char* package,
                         Rights rights)
    : package_{package}, child_{[&] {
        msgq::testing::default_signals();
        dup2(socket_.theirs, STDIN_FILENO);
        dup2(socket_.theirs, STDOUT_FILENO);
        if (rights == Rights::none) {
          prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);  // or exec would give root all of them again
          msgq::testing::drop_capabilities();
        }
        execlp(program, program, script, nullptr);
        return 127;
      }} {
  close(socket_.theirs);
}

void Interpreter::start(const std::string& code) {
  const std::string all = std::to_string(code.size()) + "\n" + code;
  ::send(socket_.ours, all.data(), all.size(), MSG_NOSIGNAL);  // finish() tells if it has ended
}

std::string Interpreter::read(std::size_t size) {
  std::string bytes(size, '\0');
  const ssize_t got = recv(socket_.ours, bytes.data(), size, MSG_WAITALL);
  if (got == static_cast<ssize_t>(size)) return bytes;
  if (got == -1 && errno == EAGAIN) throw std::runtime_error{"no answer within 10 seconds"};
  throw std::runtime_error{"it ended with status " + std::to_string(child_.wait()) +
                           ". If it is missing: sudo apt-get install -y --no-install-recommends " +
                           package_};
}

std::string Interpreter::finish() {
  std::string size;
  for (std::string digit; (digit = read(1)) != "\n";) size += digit;
  return size == "0" ? "" : read(std::stoul(size));  // or it would wait for a byte
}

int Interpreter::end() {
  shutdown(socket_.ours, SHUT_WR);
  return child_.wait();
}

}  // namespace interop
