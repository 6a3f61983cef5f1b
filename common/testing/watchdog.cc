// Ends a test that hangs, and a child that has run out of its own code into the test's.
#include "common/testing/watchdog.h"

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "doctest/doctest.h"

namespace {

const pid_t owner = getpid();

constexpr char still_running[] =
    "Still running: an endless loop, or asleep in a call that nobody ends.\n";
volatile sig_atomic_t has_spoken = 0;

// A forked child that comes back into the test would run the rest of it a second time.
void end_stray_child() {
  if (getpid() == owner) return;
  std::fputs("a forked child returned into the test: end it with _exit, or use msgq::Child\n",
             stderr);
  _exit(EXIT_FAILURE);
}

// Ends a test that hangs, while there is still somebody to say so; doctest reports the signal and
// the place.
class Watchdog : public doctest::IReporter {
 public:
  explicit Watchdog(const doctest::ContextOptions&) {
    signal(SIGALRM, [](int) {
      has_spoken = 1;
      [[maybe_unused]] ssize_t written = write(STDERR_FILENO, "\n", 1);
      written = write(STDERR_FILENO, still_running, sizeof still_running - 1);
      raise(SIGTERM);
    });
  }
  void test_case_start(const doctest::TestCaseData&) override { alarm(patience()); }
  void test_case_end(const doctest::CurrentTestCaseStats&) override {
    alarm(0);
    end_stray_child();
  }
  void test_run_end(const doctest::TestRunStats&) override { end_stray_child(); }

  // Seconds for one test case: a learner wants to know soon, while a loaded machine may be slow.
  static unsigned patience() {
    const char* const target = std::getenv("TEST_TARGET");
    return target != nullptr && std::string{target}.ends_with(":check") ? 15 : 40;
  }

  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override { end_stray_child(); }
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}
};

REGISTER_LISTENER("watchdog", 1, Watchdog);

}  // namespace

const char* msgq::testing::words_of_watchdog() { return has_spoken != 0 ? still_running : nullptr; }
