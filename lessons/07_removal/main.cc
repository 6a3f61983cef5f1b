// Lesson 7. Removal is at once and for everybody. So one process does it, when all others are done.

#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "common/blocked.h"
#include "common/child.h"
#include "common/error_of.h"
#include "common/program/picture.h"
#include "common/program/program.h"
#include "common/scoped_queue.h"
#include "lessons/07_removal/leftovers.h"

using msgq::Child;
using msgq::error_of;
using msgq::in_child;
using msgq::ScopedQueue;
using msgq::Text;

int main(int argc, char** argv) try {
  msgq::expect_arguments(argc, argv, 0);
  Text<16> message;

  const auto queue = ScopedQueue::create(msgq::ipc_private);
  queue.send(Text<16>{2, "unread"});
  std::printf("a child sleeps in receive  ");
  msgq::draw(queue);
  Child sleeper{
      [&] { return error_of([&] { queue.receive(message, msgq::Select::exactly(1)); }); }};
  msgq::wait_until_blocked(sleeper.pid(), "msgrcv");
  queue.remove();
  std::printf("the queue is removed       the child wakes with %s",
              strerrorname_np(sleeper.wait()));
  const int error = error_of([&] { queue.receive(message); });
  std::printf(", the parent gets %s\n", strerrorname_np(error));

  // The program of many tutorials.
  const auto early = ScopedQueue::create(msgq::ipc_private);
  early.send(Text<16>{1, "hello"});
  early.remove();
  const int late = in_child([&] { return error_of([&] { early.receive(message); }); });
  std::printf("removed at once            the child gets %s\n", strerrorname_np(late));

  // [owner]
  {
    const auto owned = ScopedQueue::create(msgq::ipc_private);
    owned.send(Text<16>{1, "hello"});
    const int status = in_child([&] { owned.receive(message); });
    std::printf("removed by its owner       after the child's exit status %d\n", status);
  }
  // [/owner]

  const auto left = ScopedQueue::create(msgq::ipc_private);
  in_child([&] {
    left.send(Text<16>{1, "who wants me?"});
    raise(SIGKILL);
  });
  const auto all = removal::leftovers();
  const bool found = std::count(all.begin(), all.end(), left.id()) == 1;
  std::printf("its only user was killed   among the leftovers: %s\n", found ? "yes" : "no");
} catch (const std::exception& error) {
  return msgq::report(error);
}
