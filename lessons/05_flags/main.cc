// Lesson 5. Four flags of a receive: do not sleep, any other type, cut what is too large, copy.

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

#include "common/program/picture.h"
#include "common/program/program.h"
#include "common/scoped_queue.h"

using msgq::Oversize;
using msgq::Queue;
using msgq::ScopedQueue;
using msgq::Select;
using msgq::Text;

namespace {

// Receives into a message with that much room, says what came of it, and shows what is waiting now.
template <std::size_t room, class Receive>
void show(const char* how, Queue queue, const Receive& receive) {
  Text<room> message;
  const char* error = nullptr;
  try {
    if (!receive(message)) error = strerrorname_np(errno);
  } catch (const std::system_error& failure) {
    error = strerrorname_np(failure.code().value());
  }
  if (error != nullptr) {
    std::printf("%-21s returns -1 %-15s  ", how, error);
  } else {
    char box[32];
    std::snprintf(box, sizeof box, "[%ld \"%s\"]", message.type, message.c_str());
    std::printf("%-21s returns %2zu %-15s  ", how, message.size(), box);
  }
  msgq::draw(queue);
}

}  // namespace

int main(int argc, char** argv) try {
  msgq::expect_arguments(argc, argv, 0);
  const auto queue = ScopedQueue::create(msgq::ipc_private);

  show<8>("IPC_NOWAIT", queue, [&](auto& m) { return queue.try_receive(m); });

  queue.send(Text<16>{1, "long text"});
  queue.send(Text<16>{2, "two"});
  queue.send(Text<16>{1, ""});
  queue.send(Text<16>{1, "longer text"});
  std::printf("%-50s", "four are sent");
  msgq::draw(queue);

  // [looks]
  show<8>("MSG_COPY, place 1", queue, [&](auto& m) { return queue.try_peek(m, 1); });
  show<8>("MSG_EXCEPT, msgtyp 1", queue,
          [&](auto& m) { return queue.try_receive(m, Select::except(1)); });
  show<8>("room 8", queue, [&](auto& m) { return queue.try_receive(m); });
  // [/looks]
  show<16>("room 16", queue, [&](auto& m) { return queue.try_receive(m); });
  show<8>("room 8", queue, [&](auto& m) { return queue.try_receive(m); });
  show<8>("room 8, MSG_NOERROR", queue,
          [&](auto& m) { return queue.try_receive(m, Select::any(), Oversize::truncate); });
} catch (const std::exception& error) {
  return msgq::report(error);
}
