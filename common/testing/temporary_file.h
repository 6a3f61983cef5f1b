// A path for ftok(3) that no other program knows.
#pragma once

#include <string>

#include "common/queue.h"

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

  // Its path, or what another file's beside it would be.
  std::string path(const std::string& name = "file") const { return directory_ + "/" + name; }

  // The key of this file, as Key::from_path makes it.
  Key key(int project = 1) const { return Key::from_path(path().c_str(), project); }

 private:
  std::string directory_;
};

}  // namespace msgq::testing
