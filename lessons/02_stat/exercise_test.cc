#include "lessons/02_stat/exercise.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "common/child.h"
#include "common/error_of.h"
#include "common/orders/columns.h"
#include "common/orders/director.h"
#include "common/testing/queues.h"
#include "common/testing/signals.h"
#include "doctest/doctest.h"
#include "lessons/02_stat/stage.h"

using namespace msgq;
using namespace stage;
using msgq::testing::set_capacity;

namespace {

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
  const Small another{200};
  another.fill(3, ten_bytes);
  const std::string before = in_words(another.status());
  percent_full(another);
  {
    INFO("rule: to look changes nothing");
    CHECK(in_words(another.status()) == before);
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
  const Small usual{16384};
  usual.fill(1, "x");
  {
    INFO("rule: one byte of 16384 is 0 percent");
    CHECK(percent_full(usual) == 0);
  }
  std::mt19937 numbers{2};  // the same each time
  for (int i = 0; i < 40; ++i) {
    const std::size_t capacity = 1 + numbers() % 300, messages = numbers() % (capacity + 1);
    const std::size_t size = messages == 0 ? 0 : numbers() % (capacity / messages + 1);
    const Small queue{capacity};
    queue.fill(messages, std::string(size, 'x'));
    CAPTURE(messages);
    CAPTURE(size);
    CAPTURE(capacity);
    INFO("rule: the percentage is right for a queue of any capacity, with any messages");
    REQUIRE(percent_full(queue) == percent(queue.status()));
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
  for (const bool is_empty : {true, false}) {
    const Small nothing_fits{100};
    if (!is_empty) nothing_fits.fill(1, ten_bytes);
    set_capacity(nothing_fits, 0);
    CAPTURE(is_empty);
    INFO("rule: a queue with a capacity of 0 is full: 100; who divides by it is killed (136)");
    CHECK(in_child([&] {
            testing::default_signals();  // of which a division by 0 raises one
            alarm(5);
            return percent_full(nothing_fits);
          }) == 100);
  }
}

TEST_CASE("step 4: others use the queue meanwhile") {
  const auto others_at_work = [] {
    const Small queue{10};
    queue.fill(4, "");
    Child others{[&] {
      Text<8> message;
      queue.receive(message);
      queue.receive(message);
      queue.send(Text<8>{1, "7 bytes"});
      set_capacity(queue, 35);
      queue.send(Text<16>{1, "13 more bytes"});
    }};
    const int answer = percent_full(queue);
    others.wait();
    return answer;
  };
  // 4, 3 and 2 messages of 10; 7 bytes of 10, and of 35; 20 bytes of 35.
  const std::set<int> true_answers{40, 30, 20, 70, 57};
  const auto judge = [&](const orders::Order& order) {
    const std::string said = "it said " + std::to_string(order.status) + ", which was never true";
    return true_answers.count(order.status) == 1 ? "" : said;
  };
  const auto tally = orders::every_order(others_at_work, judge);
  INFO("rule: the answer is true of one moment, before or after; two calls mix two moments");
  CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
}

TEST_CASE("step 5: the kernel does not tell") {
  constexpr int threw_nothing = 200;  // is no errno, and not what exit(0) would give
  const auto look_in_vain = [] {
    const Small queue{100};
    queue.fill(9, ten_bytes);
    return in_child([&] {
      const int error = error_of([&] { percent_full(queue); });
      return error == 0 ? threw_nothing : error;
    });
  };
  orders::Bounds bounds;
  bounds.errnos = 1;
  bounds.errnos_of = [](const orders::Task& task) {
    return task.name == "1" ? std::vector{EACCES, EINVAL, EPERM} : std::vector<int>{};
  };
  const auto judge = [](const orders::Order& order) -> std::string {
    const std::string given = orders::errno_given_to("1", order);
    if (given.empty()) return order.status == threw_nothing ? "" : "it did not return";
    const char* const thrown = strerrorname_np(order.status);
    return thrown != nullptr && given == thrown ? "" : "it did not throw " + given;
  };
  const auto tally = orders::every_order(look_in_vain, judge, bounds);
  INFO("rule: every error is thrown, as the library throws it");
  CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
}
