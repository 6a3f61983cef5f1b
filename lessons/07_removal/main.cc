// Lesson 7. Removal is at once and for everybody. So one process does it, when all others are done.

#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "common/blocked.h"
#include "common/child.h"
#include "common/error_of.h"
#include "common/picture.h"
#include "common/program.h"
#include "common/scoped_queue.h"
#include "lessons/07_removal/leftovers.h"

using msgq::Child;
using msgq::error_of;
using msgq::Queue;
using msgq::ScopedQueue;
using msgq::Text;

int main(int argc, char** argv) try {
  msgq::expect_arguments(argc, argv, 0);
  Text<16> message;

  std::printf("A queue is removed while a child sleeps in receive.\n");
  // [sleeper]
  const ScopedQueue queue{Queue::create(msgq::ipc_private)};
  queue.send(Text<16>{2, "unread"});
  msgq::draw(queue);
  Child sleeper{
      [&] { return error_of([&] { queue.receive(message, msgq::Select::exactly(1)); }); }};
  msgq::wait_until_blocked(sleeper.pid(), "msgrcv");
  queue.remove();
  std::printf("  the child woke with %s\n", strerrorname_np(sleeper.wait()));
  // [/sleeper]
  const int error = error_of([&] { queue.receive(message); });
  std::printf("  the parent cannot have \"unread\" either: %s\n", strerrorname_np(error));

  std::printf("\nA parent sends and removes at once; then its child comes to receive.\n");
  // [early]
  const ScopedQueue early{Queue::create(msgq::ipc_private)};
  early.send(Text<16>{1, "hello"});
  early.remove();
  Child late{[&] { return error_of([&] { early.receive(message); }); }};
  std::printf("  the child got %s\n", strerrorname_np(late.wait()));
  // [/early]

  std::printf("\nA parent sends, waits for its child, and removes at the end of the scope.\n");
  // [owner]
  {
    const ScopedQueue owned{Queue::create(msgq::ipc_private)};
    owned.send(Text<16>{1, "hello"});
    Child child{[&] { owned.receive(message); }};
    std::printf("  the child's exit status: %d\n", child.wait());
  }
  // [/owner]

  std::printf("\nA child makes a queue and is killed; nothing can clean up after SIGKILL.\n");
  // [leftover]
  const ScopedQueue mail{Queue::create(msgq::ipc_private)};
  Child killed{[&] {
    const ScopedQueue own{Queue::create(msgq::ipc_private)};
    own.send(Text<16>{1, "who wants me?"});
    mail.send(msgq::Message<int>{1, own.id()});
    raise(SIGKILL);
  }};
  msgq::Message<int> msqid;
  mail.receive(msqid);
  killed.wait();
  const auto left = removal::leftovers();
  const bool found = std::count(left.begin(), left.end(), msqid.body) == 1;
  std::printf("  its queue is among the leftovers: %s\n", found ? "yes" : "no");
  msgq::draw(Queue::from_id(msqid.body));
  Queue::from_id(msqid.body).remove();
  // [/leftover]
} catch (const std::exception& error) {
  return msgq::report(error);
}
