#include "tests/interop/interpreter.h"

#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

#include "common/calls.h"
#include "common/testing/testing.h"

namespace interop {

Interpreter::Pipe::Pipe() {
  if (pipe(ends) == -1) msgq::calls::fail("pipe");
}

Interpreter::Pipe::~Pipe() {
  close_end(0);
  close_end(1);
}

void Interpreter::Pipe::close_end(int index) {
  if (ends[index] != -1) close(ends[index]);
  ends[index] = -1;
}

Interpreter::Interpreter(const char* program, const char* script, const char* package,
                         Rights rights)
    : package_{package}, child_{[&] {
        msgq::testing::default_signals();
        dup2(code_.ends[0], STDIN_FILENO);
        dup2(said_.ends[1], STDOUT_FILENO);
        for (const int end : {code_.ends[0], code_.ends[1], said_.ends[0], said_.ends[1]}) {
          close(end);
        }
        if (rights == Rights::none) {
          prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);  // or exec would give root all of them again
          msgq::testing::drop_capabilities();
        }
        execlp(program, program, script, nullptr);
        return 127;
      }} {
  signal(SIGPIPE, SIG_IGN);
  code_.close_end(0);
  said_.close_end(1);
}

Interpreter::~Interpreter() = default;

void Interpreter::start(const std::string& code) {
  const std::string all = std::to_string(code.size()) + "\n" + code;
  if (write(code_.ends[1], all.data(), all.size()) != static_cast<ssize_t>(all.size())) {
    read_byte();  // which knows why
    throw std::runtime_error{"it reads no code any more"};
  }
}

char Interpreter::read_byte() {
  constexpr int milliseconds = 10'000;
  pollfd ready{.fd = said_.ends[0], .events = POLLIN, .revents = 0};
  const int result = poll(&ready, 1, milliseconds);
  if (result == 0) throw std::runtime_error{"no answer within 10 seconds"};
  char byte = 0;
  if (result == 1 && read(said_.ends[0], &byte, 1) == 1) return byte;
  throw std::runtime_error{"it ended with status " + std::to_string(child_.wait()) +
                           ". If it is missing: sudo apt-get install -y --no-install-recommends " +
                           package_};
}

std::string Interpreter::finish() {
  std::string size;
  for (char byte = 0; (byte = read_byte()) != '\n';) size += byte;
  std::string said(std::stoul(size), '\0');
  for (char& byte : said) byte = read_byte();
  return said;
}

int Interpreter::end() {
  code_.close_end(1);
  return child_.wait();
}

}  // namespace interop
