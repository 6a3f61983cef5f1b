// Another language, which does what a test tells it.
#pragma once

#include <sys/types.h>

#include <string>

#include "common/child.h"

namespace interop {

// A process that runs code of its own language, piece by piece, and says what came of each. See
// interpreter.php and interpreter.pl. Killed at the end of the scope, if it still runs.
class Interpreter {
 public:
  enum class Rights { all, none };

  // `package` is what Debian calls it.
  Interpreter(const char* program, const char* script, const char* package,
              Rights rights = Rights::all);

  pid_t pid() const { return child_.pid(); }

  // What the code returns, in words. Throws std::runtime_error if that takes 10 seconds, or if the
  // process ends.
  std::string operator()(const std::string& code) {
    start(code);
    return finish();
  }

  // The same in two parts: in between it may sleep in a call.
  void start(const std::string& code);
  std::string finish();

  // Tells it that no more code comes. Returns its exit status.
  int end();

 private:
  struct Socket {
    Socket();
    ~Socket();
    Socket(const Socket&) = delete;
    int ours, theirs;
  };

  std::string read(std::size_t size);

  Socket socket_;  // before the child, which inherits it
  std::string package_;
  msgq::Child child_;
};

// The same for one language each.
struct Php : Interpreter {
  explicit Php(Rights rights = Rights::all)
      : Interpreter{"php", "tests/interop/interpreter.php", "php-cli", rights} {}
};
struct Perl : Interpreter {
  Perl() : Interpreter{"perl", "tests/interop/interpreter.pl", "perl"} {}
};

}  // namespace interop
