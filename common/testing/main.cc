// main() of every test: doctest, and what Bazel tells a test in its environment.
#include <cstdlib>

#include "common/testing/supervisor.h"
#include "doctest/doctest.h"

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
