#include "lessons/07_removal/exercise.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include "common/child.h"
#include "common/error_of.h"
#include "common/scoped_queue.h"
#include "common/testing/signals.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

// A key that no other program knows.
class OwnKey : public testing::TemporaryFile {
 public:
  Key key() const { return Key::from_path(path().c_str(), 1); }
};

// A process's exit status.
enum Fate { there = 10, gone = 11 };

Fate fate_of(Queue queue) {
  return error_of([&] { queue.status(); }) == 0 ? there : gone;
}

// Ends this process before any other destructor has its say, and leaves no queue.
[[noreturn]] void tell_fate_of(Queue queue) {
  const Fate fate = fate_of(queue);
  (void)error_of([&] { queue.remove(); });
  _exit(fate);
}

// What `body` tells, in a process of its own: a destructor that throws ends it.
template <class Body>
std::string in_a_process(const Body& body) {
  Child process{[&] {
    testing::default_signals();
    alarm(5);  // the end of an endless loop
    body();
  }};
  switch (const int status = process.wait()) {
    case there:
      return "there";
    case gone:
      return "gone";
    case 128 + SIGABRT:
      return "std::terminate";
    default:
      return "exit status " + std::to_string(status);
  }
}

}  // namespace

TEST_CASE("step 1: the end of the scope") {
  std::optional<Owner> owner{ipc_private};
  const ScopedQueue queue{owner->queue()};
  owner.reset();
  INFO("rule: at the end of the scope the queue is removed");
  CHECK(fate_of(queue) == gone);
}

TEST_CASE("step 2: two processes") {
  const std::string inherited = in_a_process([] {
    std::optional<Owner> owner{ipc_private};
    const ScopedQueue queue{owner->queue()};
    Child{[&] { owner.reset(); }}.wait();
    tell_fate_of(queue);
  });
  {
    INFO("rule: a child that has inherited the owner leaves its parent's queue alone");
    CHECK(inherited == "there");
  }
  const std::string own = in_a_process([] {
    std::optional<Owner> owner{ipc_private};
    const ScopedQueue queue{owner->queue()};
    owner.reset();
    tell_fate_of(queue);
  });
  {
    INFO("rule: whoever creates the queue removes it, and that may be a child");
    CHECK(own == "gone");
  }
}

TEST_CASE("step 3: somebody else has removed the queue") {
  const std::string removed = in_a_process([] {
    std::optional<Owner> owner{ipc_private};
    const ScopedQueue queue{owner->queue()};
    queue.remove();
    owner.reset();
    tell_fate_of(queue);
  });
  {
    INFO("rule: the destructor never throws, for that would end the program");
    REQUIRE(removed == "gone");
  }
  const OwnKey file;
  const std::string successor = in_a_process([&] {
    std::optional<Owner> owner{file.key()};
    owner->queue().remove();
    const auto queue = ScopedQueue::create(file.key());
    owner.reset();
    tell_fate_of(queue);
  });
  {
    INFO("rule: a new queue with the old key is somebody else's: remove by msqid");
    CHECK(successor == "there");
  }
}

TEST_CASE("step 4: the queue is given away") {
  const std::string given = in_a_process([] {
    std::optional<Owner> owner{ipc_private};
    const ScopedQueue queue{owner->release()};
    owner.reset();
    tell_fate_of(queue);
  });
  INFO("rule: what was given away is not removed");
  CHECK(given == "there");
}

TEST_CASE("step 5: another owner takes the queue over") {
  const std::string after_the_old = in_a_process([] {
    std::optional<Owner> owner{ipc_private};
    const ScopedQueue queue{owner->queue()};
    const Owner heir{std::move(*owner)};
    owner.reset();
    tell_fate_of(queue);
  });
  {
    INFO("rule: the old owner has none to remove any more");
    CHECK(after_the_old == "there");
  }
  const std::string after_the_new = in_a_process([] {
    Owner owner{ipc_private};
    const ScopedQueue queue{owner.queue()};
    std::optional<Owner> heir{std::move(owner)};
    heir.reset();
    tell_fate_of(queue);
  });
  {
    INFO("rule: the new owner removes instead");
    CHECK(after_the_new == "gone");
  }
  const std::string after_a_childs = in_a_process([] {
    Owner owner{ipc_private};
    const ScopedQueue queue{owner.queue()};
    Child{[&] { const Owner heir{std::move(owner)}; }}.wait();
    tell_fate_of(queue);
  });
  {
    INFO("rule: to take over is not to create: in a child, the new owner leaves the queue alone");
    CHECK(after_a_childs == "there");
  }
}

TEST_CASE("step 6: there is a queue with this key") {
  const OwnKey file;
  const auto queue = ScopedQueue::create(file.key());
  INFO("rule: a queue that was there before belongs to somebody else: EEXIST");
  CHECK(error_of([&] { Owner{file.key()}; }) == EEXIST);
}
