// Keys that few files have: this program's ftok stands before the C library's, and answers as told.
#include <sys/ipc.h>

#include <cerrno>
#include <stdexcept>

#include "common/error_of.h"
#include "common/queue.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

struct Answer {
  key_t key;
  int error;  // 0: errno is left as it was, as stat(2) leaves it
};
Answer answer;

}  // namespace

extern "C" key_t ftok(const char*, int) {
  if (answer.error != 0) errno = answer.error;
  return answer.key;
}

TEST_CASE("a file whose key is 0xffffffff has a key, whatever errno was before") {
  answer = {-1, 0};
  errno = ENOENT;
  CHECK(Key::from_path("file", 0xff).value == -1);
}

TEST_CASE("ftok's -1 with an errno is an error") {
  answer = {-1, EACCES};
  CHECK(error_of([] { Key::from_path("file", 1); }) == EACCES);
}

TEST_CASE("the key 0 is refused, because it is IPC_PRIVATE: every msgget would make a new queue") {
  answer = {0, 0};
  CHECK_THROWS_WITH_AS(Key::from_path("file", 0x100),
                       "ftok gives 'file' and project id 256 the key 0, which is IPC_PRIVATE: "
                       "choose another project id",
                       std::invalid_argument);
}

TEST_CASE("a negative key is a key like others") {
  answer = {-16726758, 0};
  CHECK(Key::from_path("file", 0xff).value == -16726758);
}
