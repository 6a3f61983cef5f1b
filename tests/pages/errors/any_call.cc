// What may come of any call: rows of docs/errors.md, as provoke.h says.
#include <cerrno>

#include "common/child.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/missing_calls.h"
#include "doctest/doctest.h"
#include "tests/pages/errors/provoke.h"

using namespace msgq;
using namespace errors;

// lesson: -
// do: Use a kernel with CONFIG_SYSVIPC, or have the filter, seccomp(2), allow the calls.
TEST_CASE("any call ENOSYS: the kernel has no System V message queues, or a filter says so") {
  const auto queue = ScopedQueue::create(ipc_private);
  const auto error_without = [](const auto& call) {
    return in_child([&] {
      testing::without_system_v_ipc();
      return error_of(call);
    });
  };
  CHECK(error_without([] { Queue::create(ipc_private); }) == ENOSYS);
  CHECK(error_without([&] { send(queue); }) == ENOSYS);
  CHECK(error_without([&] { receive(queue); }) == ENOSYS);
  CHECK(error_without([&] { (void)queue.status(); }) == ENOSYS);
  CHECK(error_without([&] { queue.remove(); }) == ENOSYS);
}
