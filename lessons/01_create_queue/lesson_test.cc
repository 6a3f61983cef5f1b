#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "common/child.h"
#include "common/error_of.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/rights.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"
#include "lessons/01_create_queue/key_by_hand.h"

using namespace msgq;

namespace {

namespace fs = std::filesystem;

Key key_of(const std::string& path) { return Key::from_path(path.c_str(), 'A'); }

long open_files() {
  return std::distance(fs::directory_iterator{"/proc/self/fd"}, fs::directory_iterator{});
}

}  // namespace

TEST_CASE("A key is the project id's low byte, one byte of the device, two of the inode") {
  for (const char* path : {".", "/", "/proc/self/exe"}) {
    CHECK(Key::from_path(path, 'A') == create_queue::key_by_hand(path, 'A'));
  }
}

TEST_CASE("Of the project id only the low 8 bits count: 0x141 is 0x41, and 256 is 0") {
  CHECK(Key::from_path(".", 0x141) == Key::from_path(".", 0x41));
  CHECK(Key::from_path(".", 256) == Key::from_path(".", 0));
  CHECK(Key::from_path(".", 0x42) != Key::from_path(".", 0x41));
}

TEST_CASE("A missing file has no key: ftok gives -1, ENOENT") {
  const testing::TemporaryFile file;
  CHECK(calls::ftok(file.path("missing").c_str(), 'A') == -1);
  CHECK(error_of([&] { key_of(file.path("missing")); }) == ENOENT);
}

TEST_CASE(
    "Unchecked, the -1 of ftok is a key like any other, and all who do not check share one queue") {
  const testing::TemporaryFile file;
  const key_t one = calls::ftok(file.path("missing").c_str(), 'A');
  const key_t other = calls::ftok("/no/such/file/either", 'B');
  const int first = calls::msgget(one, IPC_CREAT | 0600);
  const int second = calls::msgget(other, IPC_CREAT | 0600);
  CHECK(first != -1);
  CHECK(second == first);
  Queue::from_id(first).remove();
}

TEST_CASE("A file that is replaced, as editors do when they save, has another key") {
  const testing::TemporaryFile file;
  const Key before = file.key();
  std::ofstream made{file.path("new")};
  fs::rename(file.path("new"), file.path());
  CHECK(file.key() != before);
}

TEST_CASE("A hard link and a symbolic link have the key of the file they lead to") {
  const testing::TemporaryFile file;
  fs::create_hard_link(file.path(), file.path("hard"));
  fs::create_symlink(file.path(), file.path("symbolic"));
  CHECK(key_of(file.path("hard")) == file.key('A'));
  CHECK(key_of(file.path("symbolic")) == file.key('A'));
}

TEST_CASE("Two different files may have the same key") {
  // Some of the files that every system has collide; this finds the first two that do.
  std::map<key_t, std::string> seen;
  std::string one, other;
  const auto options = fs::directory_options::skip_permission_denied;
  for (const char* top : {"/usr", "/proc", "/sys"}) {
    std::error_code gone;  // in /proc, files vanish while we look
    for (auto it = fs::recursive_directory_iterator{top, options, gone};
         other.empty() && !gone && it != fs::recursive_directory_iterator{}; it.increment(gone)) {
      const std::string path = it->path();
      struct stat file {};
      if (it->is_symlink(gone) || stat(path.c_str(), &file) == -1 || file.st_nlink > 1) continue;
      const auto [entry, is_new] =
          seen.emplace(create_queue::key_by_hand(path.c_str(), 'A').value, path);
      if (!is_new) one = entry->second, other = path;
    }
  }
  REQUIRE(!other.empty());
  INFO(one, " and ", other);
  CHECK_FALSE(fs::equivalent(one, other));
  CHECK(Key::from_path(one.c_str(), 'A') == Key::from_path(other.c_str(), 'A'));
}

TEST_CASE("open finds a queue or fails with ENOENT; it never makes one") {
  const testing::TemporaryFile file;
  CHECK(error_of([&] { Queue::open(file.key()); }) == ENOENT);
  const auto queue = ScopedQueue::create(file.key());
  CHECK(Queue::open(file.key()) == queue);
}

TEST_CASE("create makes a queue or fails with EEXIST; it never returns somebody else's") {
  const testing::TemporaryFile file;
  const auto queue = ScopedQueue::create(file.key());
  CHECK(error_of([&] { Queue::create(file.key()); }) == EEXIST);
}

TEST_CASE(
    "open_or_create gives everybody with the key the same queue, and does not say who made it") {
  const testing::TemporaryFile file;
  const ScopedQueue queue{Queue::open_or_create(file.key())};
  CHECK(Queue::open_or_create(file.key()) == queue);
}

TEST_CASE("IPC_PRIVATE makes a new queue each time; its key is 0, so no key finds it") {
  const auto one = ScopedQueue::create(ipc_private);
  const auto other = ScopedQueue::create(ipc_private);
  CHECK(one != other);
  CHECK(one.status().key == ipc_private);
  const ScopedQueue even_without_ipc_creat{Queue::open(ipc_private)};
  CHECK(even_without_ipc_creat != one);
}

TEST_CASE("umask does not apply to queues: ask for 0666, and every user may read and write") {
  const mode_t before = umask(0777);
  const auto queue = ScopedQueue::create(ipc_private, 0666);
  umask(before);
  CHECK(queue.status().settings.mode == 0666);
}

TEST_CASE("A queue that exists keeps its mode, whatever mode the next caller asks for") {
  const testing::TemporaryFile file;
  const auto queue = ScopedQueue::create(file.key(), 0600);
  CHECK(Queue::open_or_create(file.key(), 0200) == queue);
  CHECK(queue.status().settings.mode == 0600);
}

TEST_CASE("Whoever asks for more than the mode grants gets EACCES") {
  const testing::TemporaryFile file;
  const auto queue = ScopedQueue::create(file.key(), 0400);
  const auto open_it = [&] { Queue::open_or_create(file.key(), 0600); };
  CHECK(testing::error_of_unprivileged(open_it) == EACCES);
}

TEST_CASE("A queue outlives the program that made it, with its messages") {
  const testing::TemporaryFile file;
  CHECK(in_child([&] { Queue::create(file.key()).send(Text<8>{1, "hello"}); }) == 0);

  const Queue queue = Queue::open(file.key());
  Text<8> message;
  CHECK(queue.try_receive(message));
  CHECK(message == "hello");
  queue.remove();
}

TEST_CASE("A queue is no file: it takes no descriptor, so there is nothing to close or to poll") {
  const long before = open_files();
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(open_files() == before);
}
