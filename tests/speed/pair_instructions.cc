// Sends and receives COUNT messages of 16 bytes, by the raw calls or through msgq, and does nothing
// else, so that valgrind's callgrind can count the instructions of one pair; tests/speed/speed.py
// does.

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "common/scoped_queue.h"
#include "tests/speed/pairs.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("Usage: pair_instructions raw|msgq COUNT\n", stderr);
    return 2;
  }
  const long count = std::atol(argv[2]);
  const auto queue = msgq::ScopedQueue::create(msgq::ipc_private);
  if (std::strcmp(argv[1], "raw") == 0) {
    raw_pairs<16>(queue.id(), count);
  } else {
    msgq_pairs<16>(queue, count);
  }
}
