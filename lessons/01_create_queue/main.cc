// Lesson 1. A queue lives in the kernel; whoever knows its key finds it.
//
// 01_create_queue [PATH [PROJECT]]

#include <cstdio>
#include <functional>
#include <system_error>

#include "common/program/program.h"
#include "common/scoped_queue.h"
#include "lessons/01_create_queue/key_by_hand.h"

using msgq::Key;
using msgq::Queue;
using msgq::ScopedQueue;

namespace {

unsigned bits(Key key) { return static_cast<unsigned>(key.value); }

// Asks for a queue in one of the three ways, and says what came of it.
void say(const char* way, const std::function<Queue()>& ask) {
  try {
    std::printf("%-14s  queue %d\n", way, ask().id());
  } catch (const std::system_error& error) {
    std::printf("%-14s  %s\n", way, error.what());
  }
}

}  // namespace

int main(int argc, char** argv) try {
  msgq::enter_callers_directory();
  msgq::expect_arguments(argc, argv, 2, "[PATH [PROJECT]]");
  const char* const path = argc > 1 ? argv[1] : ".";
  const auto project =
      argc > 2 ? static_cast<int>(msgq::number(argv[2], "PROJECT", 0, 0x7fffffff)) : 'A';

  const Key key = Key::from_path(path, project);
  std::printf("ftok            %#010x from '%s' and project id %#x\n", bits(key), path, project);
  std::printf("by hand         %#010x from project id, device and inode\n",
              bits(create_queue::key_by_hand(path, project)));

  // [ways]
  say("open", [&] { return Queue::open(key); });
  say("open_or_create", [&] { return Queue::open_or_create(key, 0600); });
  say("create", [&] { return Queue::create(key, 0600); });
  // [/ways]

  const auto mine = ScopedQueue::create(msgq::ipc_private);
  const auto also_mine = ScopedQueue::create(msgq::ipc_private);
  std::printf("IPC_PRIVATE     queues %d and %d, which no key finds\n", mine.id(), also_mine.id());

  const Queue queue = Queue::open(key);
  std::printf("Queue %d outlives this program: run it again, then ipcs -q\n", queue.id());
  std::printf("To remove it: ipcrm -q %d\n", queue.id());
} catch (const std::exception& error) {
  return msgq::report(error);
}
