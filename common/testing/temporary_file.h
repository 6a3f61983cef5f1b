// A path for ftok(3) that no other program knows.
#pragma once

#include <string>

namespace msgq::testing {

// An empty file, alone in a new directory; both are gone at the end of the scope;
// mkdtemp(3). Throws std::system_error.
class TemporaryFile {
 public:
  TemporaryFile();
  ~TemporaryFile();

  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& directory() const { return directory_; }
  std::string path() const { return directory_ + "/file"; }

 private:
  std::string directory_;
};

}  // namespace msgq::testing
