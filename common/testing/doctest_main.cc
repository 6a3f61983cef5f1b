// main() of every test: doctest, what Bazel tells a test in its environment, and an eye on how it
// ends.
#define DOCTEST_CONFIG_IMPLEMENT
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "common/testing/supervisor.h"
#include "doctest/doctest.h"

namespace {

// Writes a JUnit report to $XML_OUTPUT_FILE beside the console's output, so that Bazel's test.xml
// lists every test case. At the end only: after a crash there is no file, and Bazel writes its own.
class BazelXmlReporter : public doctest::JUnitReporter {
 public:
  explicit BazelXmlReporter(const doctest::ContextOptions& options)
      : JUnitReporter(redirected(options)) {}

  void test_run_end(const doctest::TestRunStats& stats) override {
    JUnitReporter::test_run_end(stats);
    if (const char* path = std::getenv("XML_OUTPUT_FILE")) std::ofstream{path} << buffer().str();
  }

 private:
  static std::ostringstream& buffer() {
    static std::ostringstream report;
    return report;
  }

  static const doctest::ContextOptions& redirected(const doctest::ContextOptions& options) {
    static doctest::ContextOptions copy = options;
    copy.cout = &buffer();
    if (const char* target = std::getenv("TEST_TARGET")) copy.binary_name = target;
    return copy;
  }
};

REGISTER_LISTENER("bazel_xml", 0, BazelXmlReporter);

const pid_t owner = getpid();

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
      static constexpr char text[] =
          "\nStill running: an endless loop, or asleep in a call that nobody ends.\n";
      [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
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

int main(int argc, char** argv) {
  static doctest::Context context;
  // "dt-": the registry's doctest is built with DOCTEST_CONFIG_NO_UNPREFIXED_OPTIONS.
  // bazel test --test_filter='*queue*'
  if (const char* filter = std::getenv("TESTBRIDGE_TEST_ONLY")) {
    context.setOption("dt-test-case", filter);
  }
  // A test's output goes to a file first; Bazel strips the colours where its own output has none.
  if (std::getenv("TEST_TARGET") != nullptr) context.setOption("dt-force-colors", true);
  context.applyCommandLine(argc, argv);
  return msgq::testing::supervise(argv, [] { return context.run(); });
}
