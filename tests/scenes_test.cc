// Every lesson's program, run once for each order of its calls on queues, and with one death at
// each point: it ends, says what it should, and leaves no queue but where the scene says so.
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

Bounds within(int runs, int deaths) {
  Bounds bounds;
  bounds.runs = runs;
  bounds.deaths = deaths;
  bounds.seconds = 20;  // a sanitizer takes its time to start
  return bounds;
}

void ends_well_in_every_order(const std::string& lesson) {
  const Judge judge = [](const Order& order) {
    return order.left.empty() ? exits_with_0(order) : std::string{"a queue is left"};
  };
  const Tally tally = every_order([&] { return run(lesson); }, judge, within(200, 0));
  const std::string drawn = tally.first_bad ? in_columns(*tally.first_bad) : "";
  CAPTURE(drawn);
  CHECK(tally.bound.empty());
  CHECK(tally.bad == 0);
}

// Wherever a child dies, the lesson leaves no queue. Gives the orders in which it sleeps for ever.
int stuck_with_one_death(const std::string& lesson) {
  const Judge judge = [](const Order& order) {
    return order.left.empty() ? "" : std::string{"a queue is left"};
  };
  const Tally tally = every_order([&] { return run(lesson); }, judge, within(200, 1));
  const std::string drawn = tally.first_bad ? in_columns(*tally.first_bad) : "";
  CAPTURE(drawn);
  CHECK(tally.orders > 1);
  CHECK(tally.bad == tally.stuck);
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
