// What may come of msgget: rows of docs/errors.md, as provoke.h says.
#include <cerrno>

#include "common/calls.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/namespaces.h"
#include "common/testing/skipped.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"
#include "tests/pages/errors/provoke.h"

using namespace msgq;
using namespace errors;

// lesson: 01
// do: Start first the program that makes the queue, or pass IPC_CREAT. If it did run: did both use
//     the same file, was that replaced in between, and are both in the same
//     [IPC namespace](limits.md#namespaces-and-containers)?
TEST_CASE("msgget ENOENT: no queue has this key, and IPC_CREAT is not set") {
  const testing::TemporaryFile file;
  const Key key = file.key();
  CHECK(error_of([&] { Queue::open(key); }) == ENOENT);
  CHECK(errno_of(calls::msgget(key.value, IPC_EXCL | 0600)) == ENOENT);  // alone it does nothing
}

// lesson: 01
// do: Open the queue without IPC_EXCL, if it is meant to be shared; otherwise choose another
//     key, or remove the queue, if a run that crashed has left it.
TEST_CASE("msgget EEXIST: a queue has this key, and IPC_CREAT and IPC_EXCL are set") {
  const testing::TemporaryFile file;
  const Key key = file.key();
  const auto queue = ScopedQueue::create(key, 0);  // nobody has a right to it
  CHECK(error_of_unprivileged([&] { Queue::create(key); }) == EEXIST);
}

// lesson: 01
// do: Ask for less: `msgget(key, 0)` gives the id to everybody, and only the calls that use it
//     look at the mode. Or have the owner change the mode.
TEST_CASE("msgget EACCES: the queue exists, and its mode grants less than the call asks for") {
  const testing::TemporaryFile file;
  const Key key = file.key();
  const auto queue = ScopedQueue::create(key, 0400);
  CHECK(error_of_unprivileged([&] { Queue::open_or_create(key, 0600); }) == EACCES);
  CHECK(error_of_unprivileged([&] {
          if (calls::msgget(key.value, 0600) == -1) calls::fail("msgget");
        }) == EACCES);
  CHECK(error_of_unprivileged([&] { Queue::open_or_create(key, 0400); }) == 0);
  set_mode(queue, 0);
  CHECK(error_of_unprivileged([&] { Queue::open(key); }) == 0);
}

// lesson: -
// do: Remove queues that were left over (`ipcs -q`, `ipcrm`), or raise [msgmni](limits.md#msgmni).
TEST_CASE("msgget ENOSPC: there are as many queues as msgmni allows") {
  const int error = testing::in_ipc_namespace([] {
    (void)testing::set_limit("kernel/msgmni", 3);  // fewer to make, where we may say so
    int error = 0;
    while (error == 0) error = error_of([] { Queue::create(ipc_private); });
    return error;
  });
  if (!testing::skipped(error, testing::own_namespace)) CHECK(error == ENOSPC);
}
