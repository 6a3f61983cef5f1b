#include "common/testing/temporary_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "common/calls.h"

namespace msgq::testing {

TemporaryFile::TemporaryFile() {
  const char* const ours = std::getenv("TEST_TMPDIR");  // set by Bazel
  directory_ = std::string{ours != nullptr ? ours : "/tmp"} + "/msgq.XXXXXX";
  if (mkdtemp(directory_.data()) == nullptr) calls::fail("mkdtemp", directory_.c_str());
  if (!std::ofstream{path()}) calls::fail("open", path().c_str());
}

TemporaryFile::~TemporaryFile() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

}  // namespace msgq::testing
