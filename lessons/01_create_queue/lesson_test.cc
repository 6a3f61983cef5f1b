#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <tuple>

#include "common/child.h"
#include "common/error_of.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/clock.h"
#include "common/testing/queues.h"
#include "common/testing/rights.h"
#include "common/testing/skipped.h"
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

// For flags that no function of Queue combines so. Throws as msgget fails.
Queue get(Key key, int msgflg) {
  const int msqid = calls::msgget(key.value, msgflg);
  if (msqid == -1) calls::fail("msgget");
  return Queue::from_id(msqid);
}

auto everything(const Status& s) {
  return std::tuple{s.settings.uid, s.settings.gid, s.settings.mode, s.settings.max_bytes,
                    s.key.value,    s.creator_uid,  s.creator_gid,   s.messages,
                    s.bytes,        s.last_sender,  s.last_receiver, s.last_send,
                    s.last_receive, s.last_change};
}

}  // namespace

TEST_CASE("A key is the project id's low byte, one byte of the device, two of the inode") {
  for (const char* path : {".", "/", "/proc/self/exe"}) {
    for (const int project : {0, 1, 0x41, 0x7f, 0x80, 0xff}) {
      CHECK(calls::ftok(path, project) == create_queue::key_by_hand(path, project).value);
    }
  }
}

TEST_CASE("With a project id of 0x80 or more the key is a negative number, and finds its queue") {
  const testing::TemporaryFile file;
  const Key key = file.key(0x80);
  CHECK(file.key(0x7f).value > 0);
  CHECK(key.value < 0);
  const auto queue = ScopedQueue::create(key);
  CHECK(Queue::open(key) == queue);
  CHECK(queue.status().key == key);
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

TEST_CASE("IPC_PRIVATE makes a new queue whatever flags go with it, IPC_EXCL alone too") {
  const auto one = ScopedQueue::create(ipc_private);
  for (const int flags : {0, IPC_EXCL, IPC_CREAT, IPC_CREAT | IPC_EXCL}) {
    const ScopedQueue other{get(ipc_private, flags | 0640)};
    CHECK(other != one);
    CHECK(other.status().settings.mode == 0640);
  }
}

TEST_CASE("IPC_EXCL without IPC_CREAT has no effect: a queue that exists is found, and none made") {
  const testing::TemporaryFile file;
  CHECK(error_of([&] { get(file.key(), IPC_EXCL | 0600); }) == ENOENT);
  const auto queue = ScopedQueue::create(file.key());
  CHECK(get(file.key(), IPC_EXCL | 0600) == queue);
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

TEST_CASE("To find a queue, with IPC_CREAT or without, changes nothing of it") {
  const testing::TemporaryFile file;
  const auto queue = ScopedQueue::create(file.key());
  queue.send(Text<8>{1, "hello"});
  testing::set_capacity(queue, 100);
  const Status before = queue.status();
  testing::wait_for_the_second_after(before.last_change);
  for (const int flags : {0, IPC_CREAT, IPC_EXCL}) {
    CHECK(get(file.key(), flags | 0400) == queue);
    CHECK(everything(queue.status()) == everything(before));
  }
}

TEST_CASE("Whoever asks for more than the mode grants gets EACCES, with IPC_CREAT or without") {
  const testing::TemporaryFile file;
  const auto queue = ScopedQueue::create(file.key(), 0400);
  for (const int flags : {0, IPC_CREAT}) {
    CHECK(testing::error_of_unprivileged([&] { get(file.key(), flags | 0600); }) == EACCES);
    CHECK(testing::error_of_unprivileged([&] { get(file.key(), flags | 0200); }) == EACCES);
    CHECK(testing::error_of_unprivileged([&] { get(file.key(), flags | 0400); }) == 0);
  }
}

TEST_CASE("Whoever asks asks for himself: 0400, 0040 and 0004 all mean that he wants to read") {
  const testing::TemporaryFile file;
  const auto queue = ScopedQueue::create(file.key(), 0400);
  for (const int wants_to_read : {0400, 0040, 0004, 0444}) {
    CHECK(testing::error_of_unprivileged([&] { get(file.key(), wants_to_read); }) == 0);
  }
  for (const int wants_to_write : {0200, 0020, 0002, 0402, 0420}) {
    CHECK(testing::error_of_unprivileged([&] { get(file.key(), wants_to_write); }) == EACCES);
  }
}

TEST_CASE("What another user may ask for, the last digit of the mode says: 0604 lets him read") {
  const testing::TemporaryFile file;
  const Key key = file.key();
  const auto queue = ScopedQueue::create(key, 0604);
  const int error = testing::error_of_nobody([&] { get(key, 0400); });
  if (testing::skipped(error, testing::two_users)) return;
  CHECK(error == 0);
  for (const int flags : {0, IPC_CREAT}) {
    CHECK(testing::error_of_nobody([&] { get(key, flags | 0600); }) == EACCES);
    CHECK(testing::error_of_nobody([&] { get(key, flags | 0002); }) == EACCES);
  }
}

TEST_CASE(
    "open asks for no permission: a queue that grants none is found, and only its use fails") {
  const testing::TemporaryFile file;
  const Key key = file.key();
  const auto queue = ScopedQueue::create(key, 0);
  const auto find = [&] { Queue::open(key); };
  const auto use = [&] { Queue::open(key).send(Text<8>{1, "hello"}); };
  CHECK(testing::error_of_unprivileged(find) == 0);
  CHECK(testing::error_of_unprivileged(use) == EACCES);
  const int error = testing::error_of_nobody(find);
  if (testing::skipped(error, testing::two_users)) return;
  CHECK(error == 0);
  CHECK(testing::error_of_nobody(use) == EACCES);
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
