// Every lesson's program, run once for each order of its calls on queues, and with one death at
// each point: it ends, and leaves no queue.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "common/orders/columns.h"
#include "common/orders/director.h"
#include "common/testing/signals.h"
#include "doctest/doctest.h"

using namespace msgq;
using namespace msgq::orders;

namespace {

int run(const std::string& lesson) {
  testing::default_signals();
  setenv("ASAN_OPTIONS", "detect_leaks=0", 1);  // LeakSanitizer would trace it too
  const int nowhere = open("/dev/null", O_WRONLY);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
  execl(("lessons/" + lesson + "/" + lesson).c_str(), lesson.c_str(), nullptr);
  return 127;
}

// Lesson 06 has hundreds, which take seconds: --config=ci tries them all, other builds the
// simplest.
const bool every_order_is_tried = std::getenv("MSGQ_EVERY_ORDER") != nullptr;
constexpr int most_orders = 100;

// Tries it with so many deaths in one order.
Tally tally_of(const std::string& lesson, int deaths, const Judge& judge) {
  Bounds bounds{.seconds = 20, .deaths = deaths};  // a sanitizer starts slowly
  if (!every_order_is_tried) bounds.runs = most_orders;
  const Tally tally = every_order([&] { return run(lesson); }, judge, bounds);
  if (every_order_is_tried) CHECK(tally.bound.empty());
  return tally;
}

std::string nothing_is_left(const Order& order) {
  return order.left.empty() ? "" : "a queue is left";
}

void ends_well_in_every_order(const std::string& lesson) {
  const Tally tally = tally_of(lesson, 0, [](const Order& order) {
    const std::string failure = exits_with_0(order);
    return failure.empty() ? nothing_is_left(order) : failure;
  });
  CHECK_MESSAGE(tally.bad == 0, what_went_wrong(tally));
}

// Wherever a child dies, the lesson leaves no queue. Gives the orders in which it sleeps for ever.
int stuck_with_one_death(const std::string& lesson) {
  const Tally tally = tally_of(lesson, 1, nothing_is_left);
  CHECK(tally.orders > 1);
  CHECK_MESSAGE(tally.bad == tally.stuck, what_went_wrong(tally));
  return tally.stuck;
}

}  // namespace

// Those that have more than one process; each case by itself, since a sanitizer makes it slow.
TEST_CASE("02 ends well in every order") { ends_well_in_every_order("02_stat"); }
TEST_CASE("03 ends well in every order") { ends_well_in_every_order("03_send"); }
TEST_CASE("04 ends well in every order") { ends_well_in_every_order("04_receive_types"); }
TEST_CASE("06 ends well in every order") { ends_well_in_every_order("06_fork_communication"); }
TEST_CASE("07 ends well in every order") { ends_well_in_every_order("07_removal"); }

TEST_CASE("02 ends with one death anywhere") { CHECK(stuck_with_one_death("02_stat") == 0); }
TEST_CASE("03 ends with one death anywhere") { CHECK(stuck_with_one_death("03_send") == 0); }
TEST_CASE("04 ends with one death anywhere") {
  CHECK(stuck_with_one_death("04_receive_types") == 0);
}
TEST_CASE("07 ends with one death anywhere") { CHECK(stuck_with_one_death("07_removal") == 0); }

// "A sender's death wakes nobody": who sleeps until a child answers sleeps for ever if it dies.
TEST_CASE("06 may sleep for ever after a death: that is its claim") {
  CHECK(stuck_with_one_death("06_fork_communication") > 0);
}
