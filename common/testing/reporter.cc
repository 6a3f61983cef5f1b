// What a test tells those who cannot read its console: Bazel, ./learn, tools/grade.
#define DOCTEST_CONFIG_IMPLEMENT  // only then doctest.h shows its JUnitReporter
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "common/testing/watchdog.h"
#include "doctest/doctest.h"

namespace {

// What INFO() said: an exercise's rule, and what else.
struct Logged {
  std::string rule, rest;

  void add(const std::string& text) {
    std::string& place = text.starts_with("rule: ") ? rule : rest;
    place += (place.empty() ? "" : "\n") + text;
  }
};

// Writes a JUnit report to $XML_OUTPUT_FILE beside the console's output. Bazel's test.xml is this
// file; ./learn and tools/grade read in it what the check says, so nobody reads the console's text:
//   <failure message="rule: ..." type="CHECK">FILE:LINE, a line with the expression, its values,
//     and, after a line "logged:", what INFO() said besides the rule
//   <error message="rule: ...">a crash, an exception, or unfinished
// It is written at the start of each test case too, so it tells who called _exit().
class BazelXmlReporter : public doctest::JUnitReporter {
 public:
  explicit BazelXmlReporter(const doctest::ContextOptions& options)
      : JUnitReporter(redirected(options)) {}

  void test_case_start(const doctest::TestCaseData& test_case) override {
    JUnitReporter::test_case_start(test_case);
    testCaseData.addError("", "unfinished");
    test_run_end({});
    testCaseData.testcases.back().errors.clear();
    testCaseData.totalErrors--;
  }

  void log_assert(const doctest::AssertData& data) override {
    if (!data.m_failed) return;
    DOCTEST_LOCK_MUTEX(mutex)
    Logged logged;
    for (int i = 0; i < get_num_active_contexts(); ++i) {
      std::ostringstream text;
      get_active_contexts()[i]->stringify(&text);
      logged.add(text.str());
    }
    const auto& values = data.m_threw ? data.m_exception : data.m_decomp;
    std::ostringstream details;
    details << data.m_file << ':' << data.m_line << '\n'
            << data.m_expr << '\n'
            << (data.m_threw ? "THREW exception: " : "") << values.c_str();
    if (!logged.rest.empty()) details << "\nlogged:\n" << logged.rest;
    testCaseData.addFailure(logged.rule, doctest::assertString(data.m_at), details.str());
  }

  void test_case_exception(const doctest::TestCaseException& exception) override {
    DOCTEST_LOCK_MUTEX(mutex)
    Logged logged;
    for (int i = get_num_stringified_contexts(); i > 0; --i) {
      logged.add(get_stringified_contexts()[i - 1].c_str());
    }
    std::string words = exception.is_crash ? "CRASHED: " : "THREW exception: ";
    words += exception.error_string.c_str();
    if (const char* said = msgq::testing::words_of_watchdog()) words = said;
    testCaseData.addError(logged.rule, words);
  }

  void test_run_end(const doctest::TestRunStats& stats) override {
    const char* const path = std::getenv("XML_OUTPUT_FILE");
    if (path == nullptr) return;
    buffer().str("");
    test_run_start();  // the first line of the report
    JUnitReporter::test_run_end(stats);
    std::ofstream report{path};
    report << buffer().str();
    if (report.flush()) return;
    // Whoever reads an older one would believe it.
    std::fprintf(stderr, "the report cannot be written: %s\n", path);
    std::_Exit(EXIT_FAILURE + 1);
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

}  // namespace
