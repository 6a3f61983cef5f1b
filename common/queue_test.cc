#include "common/queue.h"

#include "common/scoped_queue.h"
#include "common/testing/testing.h"
#include "doctest/doctest.h"

using namespace msgq;

TEST_CASE("a message comes out as it went in") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{7, "hello"});
  Text<8> message;
  queue.receive(message);
  CHECK(message.type == 7);
  CHECK(message == "hello");
}
