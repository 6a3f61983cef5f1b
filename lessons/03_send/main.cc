// Lesson 3. A message is a type and bytes. The queue takes it, refuses it, or makes its sender
// wait.

#include <cstdio>
#include <string>
#include <system_error>

#include "common/blocked.h"
#include "common/child.h"
#include "common/picture.h"
#include "common/program.h"
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

// Says what came of it.
template <class M>
void try_to_send(Queue queue, const char* what, const M& message) {
  try {
    std::printf("%-12s %s\n", what, queue.try_send(message) ? "sent" : "EAGAIN");
  } catch (const std::system_error& error) {
    std::printf("%-12s %s\n", what, error.what());
  }
}

}  // namespace

int main(int argc, char** argv) try {
  msgq::expect_arguments(argc, argv, 0);
  std::printf("msgmax %zu: the most bytes in one message\n", sending::limit("msgmax"));
  std::printf("msgmnb %zu: the most bytes in a new queue\n\n", sending::limit("msgmnb"));

  const auto queue = ScopedQueue::create(msgq::ipc_private);
  // [bodies]
  try_to_send(queue, "hello", Text<8>{1, "hello"});
  try_to_send(queue, "0 bytes", Text<8>{2, ""});
  try_to_send(queue, "a, NUL, b", Text<8>{3, "a\0b", 3});
  try_to_send(queue, "a struct", Message<Point>{4, {30, 40}});
  try_to_send(queue, "type 0", Text<8>{0, "hello"});
  try_to_send(queue, "65536 bytes", Text<65536>{1, std::string(65536, 'x').c_str()});
  // [/bodies]
  msgq::draw(queue);
  std::printf("%zu messages, %zu bytes\n", queue.status().messages, queue.status().bytes);

  const auto small = ScopedQueue::create(msgq::ipc_private);
  msgq::Settings settings = small.status().settings;
  settings.max_bytes = 10;
  small.set(settings);
  std::printf("\nAn empty queue with a capacity of 10\n");
  try_to_send(small, "11 bytes", Text<16>{1, "hello world"});
  int sent = 0;
  while (small.try_send(Text<8>{1, "hello"})) ++sent;
  std::printf("%d messages sent, then EAGAIN\n", sent);
  try_to_send(small, "0 bytes", Text<8>{1, ""});
  msgq::draw(small);

  msgq::Child sender{[&] { small.send(Text<8>{1, "later"}); }};
  msgq::wait_until_blocked(sender.pid(), "msgsnd");
  std::puts("A child sends and sleeps");

  Text<8> message;
  small.receive(message);
  if (sender.wait() != 0) return 1;
  std::printf("Received '%s', and the child has sent\n", message.c_str());
  msgq::draw(small);
} catch (const std::exception& error) {
  return msgq::report(error);
}
