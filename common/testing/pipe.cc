#include "common/testing/pipe.h"

#include <fcntl.h>
#include <unistd.h>

#include "common/calls.h"

namespace msgq::testing {

Pipe::Pipe() {
  int ends[2];
  if (pipe(ends) == -1) calls::fail("pipe");
  out_ = ends[0];
  in_ = ends[1];
}

Pipe::~Pipe() {
  close(out_);
  if (in_ != -1) close(in_);
}

void Pipe::becomes(int fd) const {
  if (dup2(in_, fd) == -1) calls::fail("dup2");
}

void Pipe::fill() const {
  fcntl(in_, F_SETFL, O_NONBLOCK);
  const char some[512] = {};
  while (write(in_, some, sizeof some) > 0) {
  }
  fcntl(in_, F_SETFL, 0);
}

std::string Pipe::text() {
  close(in_);
  in_ = -1;
  std::string all;
  char some[512];
  ssize_t size = 0;
  while ((size = read(out_, some, sizeof some)) > 0) {
    all.append(some, static_cast<std::size_t>(size));
  }
  if (size == -1) calls::fail("read");
  return all;
}

}  // namespace msgq::testing
