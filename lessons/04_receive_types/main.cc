// Lesson 4. The receiver chooses: the oldest message, the oldest of one type, or the lowest type.

#include <cstdio>
#include <initializer_list>

#include "common/blocked.h"
#include "common/child.h"
#include "common/picture.h"
#include "common/program.h"
#include "common/scoped_queue.h"

using msgq::Queue;
using msgq::ScopedQueue;
using msgq::Select;
using Letter = msgq::Text<8>;

namespace {

void send_five(Queue queue) {
  const char* letter = "abcde";
  for (const long type : {4, 3, 2, 1, 2}) queue.send(Letter{type, letter++, 1});
  std::printf("five are sent            ");
  msgq::draw(queue);
}

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

  const auto first = ScopedQueue::create(msgq::ipc_private);
  send_five(first);
  take(first, Select::any());
  take(first, Select::exactly(2));
  take(first, Select::exactly(2));

  std::puts("");
  const auto second = ScopedQueue::create(msgq::ipc_private);
  send_five(second);
  for (const long least_urgent : {2, 2, 2, 2, 9, 9}) {
    take(second, Select::lowest_up_to(least_urgent));
  }

  std::puts("\nanother process sleeps with msgtyp -9; type 5 is sent, then type 1");
  const auto third = ScopedQueue::create(msgq::ipc_private);
  const auto sleep_and_take = [&] {
    Letter message;
    third.receive(message, Select::lowest_up_to(9));
    return static_cast<int>(message.type);
  };
  // [sleeper]
  msgq::Child sleeper{sleep_and_take};
  msgq::wait_until_blocked(sleeper.pid(), "msgrcv");
  third.send(Letter{5, "f"});
  third.send(Letter{1, "g"});
  // [/sleeper]
  std::printf("it wakes with type %d     ", sleeper.wait());
  msgq::draw(third);
} catch (const std::exception& error) {
  return msgq::report(error);
}
