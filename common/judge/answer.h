// The learner's answer, as its judge sees it: another program.
#pragma once

#include <cstddef>
#include <new>

namespace msgq::judge {

// Memory that this process, its children and the answer share.
class SharedMemory {
 public:
  explicit SharedMemory(std::size_t size);
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  void* memory() const { return memory_; }
  int fd() const { return fd_; }

 private:
  int fd_;
  std::size_t size_;
  void* memory_;
};

// The answer's program, as MSGQ_ANSWER in the environment names it. Throws std::runtime_error if it
// names none that can be started.
const char* program_of_answer();

// Turns this process into that program; signals are as a new program finds them. Returns 127 if
// that fails, which it says on stderr.
int become_answer(const char* program, int fd, int part);

// One scene: what the answer is to do, and what came of it. See actor::scene.
template <class Scene>
class Answer {
 public:
  Answer() : shared_{sizeof(Scene)} { begin({}); }

  // Sets the scene, as a run of it must begin.
  void begin(const Scene& scene) const { *new (shared_.memory()) Scene = scene; }

  Scene& operator*() const { return *static_cast<Scene*>(shared_.memory()); }
  Scene* operator->() const { return &**this; }

  // For a child, or for the program that a director runs: it plays that part, and never returns
  // but with the status that it is to end with.
  int play(int part = 0) const { return become_answer(program_, shared_.fd(), part); }

 private:
  const char* program_ = program_of_answer();
  SharedMemory shared_;
};

}  // namespace msgq::judge
