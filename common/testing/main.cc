// main() of every test: doctest, and what Bazel tells a test in its environment.
#define DOCTEST_CONFIG_IMPLEMENT
#include <cstdlib>
#include <fstream>
#include <sstream>

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
