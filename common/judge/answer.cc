#include "common/judge/answer.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "common/calls.h"
#include "common/testing/signals.h"

namespace msgq::judge {

SharedMemory::SharedMemory(std::size_t size) : fd_{memfd_create("scene", 0)}, size_{size} {
  if (fd_ == -1) calls::fail("memfd_create");
  if (ftruncate(fd_, static_cast<off_t>(size)) == -1) calls::fail("ftruncate");
  memory_ = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, 0);
  if (memory_ == MAP_FAILED) calls::fail("mmap");
}

SharedMemory::~SharedMemory() {
  munmap(memory_, size_);
  close(fd_);
}

const char* program_of_answer() {
  const char* const program = std::getenv("MSGQ_ANSWER");
  if (program == nullptr || access(program, X_OK) == -1) {
    throw std::runtime_error{"MSGQ_ANSWER must name the program in which the answer runs"};
  }
  return program;
}

int become_answer(const char* program, int fd, int part) {
  testing::default_signals();
  unsetenv("XML_OUTPUT_FILE");  // the judge's report is not the answer's business
  execl(program, program, std::to_string(fd).c_str(), std::to_string(part).c_str(), nullptr);
  std::perror(program);
  return 127;
}

}  // namespace msgq::judge
