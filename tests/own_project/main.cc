// A program outside of the course that uses its library.
#include <cstdio>

#include "common/child.h"
#include "common/php/serialize.h"
#include "common/scoped_queue.h"

int main() {
  // [send]
  const auto queue = msgq::ScopedQueue::create(msgq::ipc_private);
  msgq::Child child{[&] { queue.send(msgq::Text<64>{1, msgq::php::serialize(42)}); }};
  msgq::Text<64> message;
  queue.receive(message);
  // [/send]
  std::printf("%s, exit status %d\n", message.c_str(), child.wait());
}
