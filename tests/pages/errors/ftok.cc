// What may come of ftok: rows of docs/errors.md, as provoke.h says.
#include <cerrno>
#include <climits>
#include <filesystem>
#include <string>

#include "common/calls.h"
#include "common/queue.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"
#include "tests/pages/errors/provoke.h"

using namespace msgq;
using namespace errors;
namespace fs = std::filesystem;

namespace {

int error_of_key(const std::string& path) {
  return error_of([&] { Key::from_path(path.c_str(), 1); });
}

}  // namespace

// lesson: 01
// do: Name a file or directory that exists, and stays. Never pass the -1 on: `msgget` takes it for
//     a key like any other.
TEST_CASE("ftok ENOENT: the file does not exist, or the path is empty") {
  const testing::TemporaryFile file;
  CHECK(error_of_key(file.path("none")) == ENOENT);
  CHECK(error_of_key("") == ENOENT);
}

// lesson: -
// do: Correct the path.
TEST_CASE("ftok ENOTDIR: what the path goes through is no directory") {
  const testing::TemporaryFile file;
  CHECK(error_of_key(file.path() + "/none") == ENOTDIR);
}

// lesson: -
// do: Have the right to search (`x`) every directory of the path. The file itself may be
// unreadable.
TEST_CASE("ftok EACCES: a directory of the path may not be searched") {
  const testing::TemporaryFile file;
  const auto key = [&] { file.key(); };
  fs::permissions(file.directory(), fs::perms::none);
  CHECK(error_of_unprivileged(key) == EACCES);
  fs::permissions(file.directory(), fs::perms::owner_all);
  fs::permissions(file.path(), fs::perms::none);
  CHECK(error_of_unprivileged(key) == 0);
}

// lesson: -
// do: Repair the links.
TEST_CASE("ftok ELOOP: symbolic links lead in a circle") {
  const testing::TemporaryFile file;
  const std::string loop = file.path("loop");
  fs::create_symlink(loop, loop);
  CHECK(error_of_key(loop) == ELOOP);
}

// lesson: -
// do: Name it by a shorter path.
TEST_CASE("ftok ENAMETOOLONG: the path has more than 4095 bytes, or a name in it more than 255") {
  std::string path = ".";
  while (path.size() + 2 < PATH_MAX) path += "/.";
  CHECK(path.size() == 4095);
  CHECK(error_of_key(path) == 0);
  CHECK(error_of_key(path + '/') == ENAMETOOLONG);
  CHECK(error_of_key(std::string(255, 'a')) == ENOENT);
  CHECK(error_of_key(std::string(256, 'a')) == ENAMETOOLONG);
}

// lesson: -
// do: Pass a string.
TEST_CASE("ftok EFAULT: the path is a bad pointer") {
  CHECK(errno_of(calls::ftok(nullptr, 1)) == EFAULT);
}
