#include "lessons/02_stat/exercise.h"

#include <unistd.h>

#include "common/child.h"
#include "common/scoped_queue.h"
#include "common/testing/paused.h"
#include "common/testing/queues.h"
#include "common/testing/signals.h"
#include "doctest/doctest.h"

using namespace msgq;
using msgq::testing::Paused;
using msgq::testing::set_capacity;

namespace {

// A queue that holds at most so many bytes, and so many messages.
class Small : public ScopedQueue {
 public:
  explicit Small(std::size_t capacity) : ScopedQueue{Queue::create(ipc_private)} {
    set_capacity(*this, capacity);
  }

  void fill(int messages, const char* text) const {
    for (int i = 0; i < messages; ++i) send(Text<64>{1, text});
  }
};

constexpr char ten_bytes[] = "0123456789";

}  // namespace

TEST_CASE("step 1: the larger of two shares: one of the bytes, one of the messages") {
  const Small bytes{200};
  bytes.fill(5, ten_bytes);
  {
    INFO("rule: bytes fill a queue: they use a share of its own capacity");
    CHECK(percent_full(bytes) == 25);
  }
  const Small messages{200};
  messages.fill(50, "");
  {
    INFO("rule: messages fill a queue too, even empty ones: the capacity also limits their number");
    CHECK(percent_full(messages) == 25);
  }
  messages.fill(1, ten_bytes);
  messages.fill(49, "");
  {
    INFO("rule: the shares of bytes and messages do not add up: the larger one counts");
    CHECK(percent_full(messages) == 50);
  }
}

TEST_CASE("step 2: whole percent, rounded down") {
  const Small three{3};
  three.fill(2, "");
  {
    INFO("rule: two thirds are 66 percent: rounded down");
    CHECK(percent_full(three) == 66);
  }
  const Small hundred{100};
  hundred.fill(29, "");
  {
    INFO("rule: 29 of 100 are 29 percent: in floating point, 100 times 0.29 is a little less");
    CHECK(percent_full(hundred) == 29);
  }
}

TEST_CASE("step 3: a capacity that was lowered, even to 0") {
  const Small queue{100};
  queue.fill(5, ten_bytes);
  set_capacity(queue, 20);
  {
    INFO("rule: more than full is full: 100");
    CHECK(percent_full(queue) == 100);
  }
  const Small nothing_fits{0};
  Child process{[&] {
    testing::default_signals();  // of which a division by 0 raises one
    alarm(5);
    return percent_full(nothing_fits);
  }};
  {
    INFO("rule: a queue with a capacity of 0 is full: 100; who divides by it is killed (136)");
    CHECK(process.wait() == 100);
  }
}

TEST_CASE("step 4: others use the queue meanwhile") {
  const Small queue{100};
  queue.fill(9, ten_bytes);
  const int before = percent_full(queue);
  Paused process{[&] { return percent_full(queue); }};
  process.wait_for_first_call();

  Text<64> message;
  for (int i = 0; i < 8; ++i) queue.receive(message);
  queue.fill(19, "");
  set_capacity(queue, 50);
  const int after = percent_full(queue);

  const int answer = process.resume();
  CAPTURE(before);
  CAPTURE(after);
  CAPTURE(answer);
  INFO("rule: the answer is true of one moment, before or after; two calls mix two moments");
  CHECK((answer == before || answer == after));
}
