// What a process writes, to be compared with what it should write.
#pragma once

#include <string>

namespace msgq::testing {

// A pipe(7), pipe(2), which holds at least 4096 bytes before a writer has to wait for the reader.
// Throws std::system_error.
class Pipe {
 public:
  Pipe();
  ~Pipe();

  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  // The end to write to.
  int in() const { return in_; }

  // Makes this descriptor of the process another name of in(), such as STDERR_FILENO; dup2(2).
  void becomes(int fd) const;

  // Leaves no room in it: the next writer sleeps until text() is called.
  void fill() const;

  // Closes in(), so call it once, and reads until no process has it open any more.
  std::string text();

 private:
  int out_ = -1;
  int in_ = -1;
};

}  // namespace msgq::testing
