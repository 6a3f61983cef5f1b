// Every lesson's program, run once for each order of its calls on queues, and with one death at
// each point: it ends, says what it should, and leaves no queue but where the scene says so.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "common/orders/columns.h"
#include "common/orders/director.h"
#include "common/testing/signals.h"
#include "doctest/doctest.h"

using namespace msgq;
using namespace msgq::orders;

namespace {

// Those that have more than one process.
const std::vector<std::string> lessons = {"02_stat", "03_send", "04_receive_types",
                                          "06_fork_communication", "07_removal"};

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

}  // namespace

TEST_CASE("every lesson's program ends well in every order") {
  for (const std::string& lesson : lessons) {
    CAPTURE(lesson);
    const Judge judge = [](const Order& order) {
      return order.left.empty() ? exits_with_0(order) : std::string{"a queue is left"};
    };
    const Tally tally = every_order([&] { return run(lesson); }, judge, within(200, 0));
    const std::string drawn = tally.first_bad ? in_columns(*tally.first_bad) : "";
    CAPTURE(drawn);
    CHECK(tally.bound.empty());
    CHECK(tally.bad == 0);
  }
}

TEST_CASE("with one death anywhere it leaves nothing, and ends, but for what lesson 06 is about") {
  for (const std::string& lesson : lessons) {
    CAPTURE(lesson);
    const Judge judge = [](const Order& order) {
      return order.left.empty() ? "" : std::string{"a queue is left"};
    };
    const Tally tally = every_order([&] { return run(lesson); }, judge, within(200, 1));
    const std::string drawn = tally.first_bad ? in_columns(*tally.first_bad) : "";
    CAPTURE(drawn);
    CHECK(tally.orders > 1);
    // "A sender's death wakes nobody": who sleeps until a child answers sleeps for ever if it dies.
    const bool may_sleep_for_ever = lesson == "06_fork_communication";
    CHECK(tally.bad == (may_sleep_for_ever ? tally.stuck : 0));
    CHECK((tally.stuck > 0) == may_sleep_for_ever);
  }
}
