// Lesson 3. A message is a type and bytes. The queue takes it, refuses it, or makes its sender
// wait.

#include <cstdio>
#include <string>
#include <system_error>

#include "common/blocked.h"
#include "common/child.h"
#include "common/program/picture.h"
#include "common/program/program.h"
#include "common/scoped_queue.h"
#include "lessons/03_send/limits.h"

using msgq::Message;
using msgq::Queue;
using msgq::ScopedQueue;
using msgq::Text;

namespace {

struct Point {
  int x, y;
};

// Says what came of it. `what` is the message as it stands in the source.
template <class M>
void try_to_send(Queue queue, const char* what, const M& message) {
  std::printf("%-28s  msgsz %-5zu  ", what, message.size());
  try {
    std::puts(queue.try_send(message) ? "sent" : "EAGAIN");
  } catch (const std::system_error& error) {
    std::puts(error.what());
  }
}

}  // namespace

int main(int argc, char** argv) try {
  msgq::expect_arguments(argc, argv, 0);
  std::printf("At most %zu bytes in one message, %zu in a new queue\n", sending::limit("msgmax"),
              sending::limit("msgmnb"));
  const auto queue = ScopedQueue::create(msgq::ipc_private);
  const std::string text(65536, 'x');
  try_to_send(queue, R"(Text<8>{1, "hello"})", Text<8>{1, "hello"});
  try_to_send(queue, R"(Text<8>{2, ""})", Text<8>{2, ""});
  try_to_send(queue, R"(Text<8>{3, "a\0b", 3})", Text<8>{3, "a\0b", 3});
  try_to_send(queue, R"(Message<Point>{4, {30, 40}})", Message<Point>{4, {30, 40}});
  try_to_send(queue, R"(Text<8>{0, "hello"})", Text<8>{0, "hello"});
  try_to_send(queue, R"(Text<65536>{1, text})", Text<65536>{1, text});
  std::printf("%2zu bytes wait                 ", queue.status().bytes);
  msgq::draw(queue);

  const auto small = ScopedQueue::create(msgq::ipc_private);
  msgq::Settings settings = small.status().settings;
  settings.max_bytes = 10;
  small.set(settings);
  std::puts("\nAn empty queue with a capacity of 10");
  try_to_send(small, R"(Text<16>{1, "hello world"})", Text<16>{1, "hello world"});
  int sent = 0;
  while (small.try_send(Text<8>{1, "hello"})) ++sent;
  std::printf("%2d messages, then EAGAIN      ", sent);
  msgq::draw(small);

  // [asleep]
  msgq::Child sender{[&] { small.send(Text<8>{1, "later"}); }};
  msgq::wait_until_blocked(sender.pid(), "msgsnd");
  Text<8> message;
  small.receive(message);
  // [/asleep]
  if (sender.wait() != 0) return 1;
  std::printf("a receive wakes the child     ");
  msgq::draw(small);
} catch (const std::exception& error) {
  return msgq::report(error);
}
