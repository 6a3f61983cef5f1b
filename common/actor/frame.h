// What is around a call in its process, and must be the same after it as before.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace msgq::actor {

// Each part of it in words, with what was found: descriptors, children, threads, the handlers and
// the mask of signals, timers, the locale, the working folder, umask.
class Frame {
 public:
  // As it is now.
  static Frame now();

  // As it is when the threads that have just ended, and were joined, have left the kernel, too.
  // That takes a moment; it waits for a second at most.
  static Frame settled(const Frame& before);

  // The parts that the other has otherwise: "descriptors, the umask"; "" for none.
  std::string difference(const Frame& other) const;

 private:
  int threads() const { return threads_; }

  int threads_ = 0;
  std::vector<std::pair<const char*, std::string>> parts_;
};

}  // namespace msgq::actor
