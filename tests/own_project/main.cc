// A program outside of the course that uses its library.
// [program]
#include <cstdio>
#include <string>

#include "common/child.h"
#include "common/scoped_queue.h"

int main() {
  const auto queue = msgq::ScopedQueue::create(msgq::ipc_private);
  const int status = msgq::in_child([&] {
    const std::string text = "hello from the child";
    queue.send(msgq::Text<64>{1, text});
  });
  if (status != 0) return status;

  msgq::Text<64> message;
  queue.receive(message);
  std::printf("%s\n", message.as<std::string>().c_str());
}
// [/program]
