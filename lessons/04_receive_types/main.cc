// Lesson 4. The receiver chooses: the oldest message, the oldest of one type, or the lowest type.

#include <cstdio>
#include <initializer_list>

#include "common/blocked.h"
#include "common/child.h"
#include "common/program/picture.h"
#include "common/program/program.h"
#include "common/scoped_queue.h"

using msgq::Queue;
using msgq::ScopedQueue;
using msgq::Select;
using Letter = msgq::Text<8>;

namespace {

// Receives one message, and shows what it was and what stays.
void take(Queue queue, Select select) {
  Letter message;
  if (queue.try_receive(message, select)) {
    std::printf("msgtyp %2ld takes [%ld \"%s\"]  ", select.msgtyp, message.type, message.c_str());
  } else {
    std::printf("msgtyp %2ld takes nothing  ", select.msgtyp);
  }
  msgq::draw(queue);
}

}  // namespace

int main(int argc, char** argv) try {
  msgq::expect_arguments(argc, argv, 0);

  const auto queue = ScopedQueue::create(msgq::ipc_private);
  const char* letter = "abcde";
  for (const long type : {4, 3, 2, 1, 2}) queue.send(Letter{type, letter++, 1});
  std::printf("five are sent            ");
  msgq::draw(queue);
  // [takes]
  take(queue, Select::exactly(3));
  for (int i = 0; i < 4; ++i) take(queue, Select::lowest_up_to(2));
  take(queue, Select::any());
  // [/takes]

  std::puts("\na child sleeps with msgtyp -9; type 5 is sent, then type 1");
  const auto other = ScopedQueue::create(msgq::ipc_private);
  msgq::Child sleeper{[&] {
    Letter message;
    other.receive(message, Select::lowest_up_to(9));
    return static_cast<int>(message.type);
  }};
  msgq::wait_until_blocked(sleeper.pid(), "msgrcv");
  other.send(Letter{5, "f"});
  other.send(Letter{1, "g"});
  std::printf("it wakes with type %d     ", sleeper.wait());
  msgq::draw(other);
} catch (const std::exception& error) {
  return msgq::report(error);
}
