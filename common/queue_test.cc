#include "common/queue.h"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <type_traits>

#include "common/child.h"
#include "common/error_of.h"
#include "common/scoped_queue.h"
#include "common/testing/namespaces.h"
#include "common/testing/queues.h"
#include "common/testing/skipped.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"

using namespace msgq;
using testing::set_capacity;

static_assert(std::is_trivially_copyable_v<Queue> && sizeof(Queue) == sizeof(int));
static_assert(std::is_convertible_v<const ScopedQueue&, Queue>);
static_assert(!std::is_convertible_v<ScopedQueue, Queue>, "it would be gone at once");
static_assert(!std::is_copy_constructible_v<ScopedQueue>, "who would remove the queue?");

namespace {

struct Point {
  int x, y;
  friend bool operator==(Point, Point) = default;
};

}  // namespace

TEST_CASE("the same path and project give the same key") {
  const testing::TemporaryFile file;
  const Key key = Key::from_path(file.path().c_str(), 'A');
  CHECK(key == Key::from_path(file.path().c_str(), 'A'));
  CHECK((static_cast<unsigned>(key.value) >> 24) == 'A');

  const std::string link = file.path("link");
  std::filesystem::create_hard_link(file.path(), link);
  CHECK(key == Key::from_path(link.c_str(), 'A'));
}

TEST_CASE("another project gives another key, but only its low 8 bits count") {
  const testing::TemporaryFile file;
  const Key key = Key::from_path(file.path().c_str(), 0x41);
  CHECK(key != Key::from_path(file.path().c_str(), 0x42));
  CHECK(key == Key::from_path(file.path().c_str(), 0x141));
}

TEST_CASE("a file that was replaced gives another key") {
  const testing::TemporaryFile file;
  const Key key = file.key();
  const std::string newer = file.path("newer");
  const std::ofstream created{newer};
  std::filesystem::rename(newer, file.path());
  CHECK(key != file.key());
}

TEST_CASE("create makes a queue that open finds by its key") {
  const testing::TemporaryFile file;
  const Key key = file.key();
  const auto created = ScopedQueue::create(key);
  const Queue opened = Queue::open(key);
  CHECK(opened == created);
  CHECK(opened.id() == created.id());
  CHECK(created.status().key == key);
}

TEST_CASE("create without a key makes another queue each time") {
  const auto one = ScopedQueue::create(ipc_private);
  const auto other = ScopedQueue::create(ipc_private);
  CHECK_FALSE(one == other);
  CHECK(one.status().key == ipc_private);
}

TEST_CASE("open_or_create creates a queue once, and leaves its mode alone later") {
  const testing::TemporaryFile file;
  const Key key = file.key();
  const ScopedQueue created{Queue::open_or_create(key, 0640)};
  CHECK(created.status().settings.mode == 0640);
  CHECK(Queue::open_or_create(key, 0600) == created);
  CHECK(created.status().settings.mode == 0640);
}

TEST_CASE("a removed queue's key is free again, for a queue with another id") {
  const testing::TemporaryFile file;
  const Key key = file.key();
  const Queue first = Queue::create(key);
  first.remove();
  CHECK(error_of([&] { Queue::open(key); }) == ENOENT);
  const auto second = ScopedQueue::create(key);
  CHECK_FALSE(second == first);
}

TEST_CASE("open_or_create's mode is 0600 unless told, too") {
  const testing::TemporaryFile file;
  const ScopedQueue created{Queue::open_or_create(file.key())};
  CHECK(created.status().settings.mode == 0600);
}

TEST_CASE("of a mode nine bits count: the others would be flags of msgget") {
  const testing::TemporaryFile file;
  const auto created = ScopedQueue::create(file.key(), IPC_EXCL | 0640);
  CHECK(created.status().settings.mode == 0640);
  CHECK(Queue::open_or_create(file.key(), IPC_EXCL | 0600) == created);
}

// Only root may see the status of such a queue; in a namespace of its own everybody is root.
TEST_CASE("open with ipc_private makes a queue of mode 0") {
  const int status = testing::in_ipc_namespace(
      [] { return Queue::open(ipc_private).status().settings.mode == 0 ? 0 : 1; });
  if (!testing::skipped(status, testing::own_namespace)) CHECK(status == 0);
}

TEST_CASE("the mode is 0600 unless told, and umask does not touch it") {
  const mode_t before = umask(0777);
  const auto usual = ScopedQueue::create(ipc_private);
  const auto open_to_all = ScopedQueue::create(ipc_private, 0666);
  umask(before);
  CHECK(usual.status().settings.mode == 0600);
  CHECK(open_to_all.status().settings.mode == 0666);
}

TEST_CASE("an id alone makes a Queue, also in another process") {
  const auto queue = ScopedQueue::create(ipc_private);
  const int id = queue.id();
  CHECK(in_child([&] { Queue::from_id(id).send(Text<8>{1, "from"}); }) == 0);
  Text<8> message;
  CHECK(queue.try_receive(message));
  CHECK(message == "from");
  CHECK(Queue::from_id(id) == queue);
}

TEST_CASE("a message comes out as it went in") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{7, "hello"});
  queue.send(Message<Point>{5, {1, 2}});

  Text<8> text;
  queue.receive(text);
  CHECK(text.type == 7);
  CHECK(text == "hello");

  Message<Point> message;
  queue.receive(message);
  CHECK(message.type == 5);
  CHECK(message.body == Point{1, 2});
}

TEST_CASE("of a Text only its bytes travel") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<100>{1, "hello"});
  CHECK(queue.status().bytes == 5);
}

TEST_CASE("an empty message is a message") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<0>{3, ""});
  CHECK(queue.status().messages == 1);
  Text<8> text{1, "before"};
  CHECK(queue.try_receive(text));
  CHECK(text.type == 3);
  CHECK(text.size() == 0);
  CHECK(text == "");
}

TEST_CASE("a receiver gets the messages of one type in the order they were sent") {
  const auto queue = ScopedQueue::create(ipc_private);
  for (int i = 0; i < 100; ++i) queue.send(Message<int>{1 + i % 2, i});
  Message<int> message;
  for (int i = 0; i < 100; i += 2) {
    queue.receive(message, Select::exactly(1));
    CHECK(message.body == i);
  }
}

TEST_CASE("Select decides which message is received") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{3, "three"});
  queue.send(Text<8>{2, "two"});
  queue.send(Text<8>{1, "one"});
  queue.send(Text<8>{1, "uno"});
  Text<8> text;

  SUBCASE("any: the oldest") {
    queue.receive(text, Select::any());
    CHECK(text == "three");
    queue.receive(text);
    CHECK(text == "two");
  }
  SUBCASE("exactly: the oldest of one type") {
    queue.receive(text, Select::exactly(1));
    CHECK(text == "one");
    queue.receive(text, Select::exactly(1));
    CHECK(text == "uno");
  }
  SUBCASE("lowest_up_to: the oldest of the lowest type") {
    queue.receive(text, Select::lowest_up_to(2));
    CHECK(text == "one");
    queue.receive(text, Select::lowest_up_to(2));
    CHECK(text == "uno");
    queue.receive(text, Select::lowest_up_to(2));
    CHECK(text == "two");
    CHECK_FALSE(queue.try_receive(text, Select::lowest_up_to(2)));
  }
  SUBCASE("except: the oldest of any other type") {
    queue.receive(text, Select::except(3));
    CHECK(text == "two");
    queue.receive(text, Select::except(1));
    CHECK(text == "three");
  }
}

TEST_CASE("try_receive says no if no message matches, and leaves the buffer alone") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "one"});
  Text<8> text{9, "before"};
  CHECK_FALSE(queue.try_receive(text, Select::exactly(2)));
  CHECK(text.type == 9);
  CHECK(text == "before");
  CHECK(queue.try_receive(text, Select::exactly(1)));
  CHECK(text == "one");
  CHECK_FALSE(queue.try_receive(text));
}

TEST_CASE("try_send says no if the bytes or the messages are too many, and sends nothing") {
  const auto queue = ScopedQueue::create(ipc_private);
  SUBCASE("bytes") {
    set_capacity(queue, 8);
    CHECK(queue.try_send(Text<8>{1, "12345678"}));
    CHECK_FALSE(queue.try_send(Text<8>{1, "9"}));
    CHECK(queue.status().messages == 1);
    CHECK(queue.try_send(Text<8>{1, ""}));
  }
  SUBCASE("messages, even empty ones") {
    set_capacity(queue, 2);
    CHECK(queue.try_send(Text<0>{1, ""}));
    CHECK(queue.try_send(Text<0>{1, ""}));
    CHECK_FALSE(queue.try_send(Text<0>{1, ""}));
    CHECK(queue.status().messages == 2);
  }
  SUBCASE("a message larger than the whole queue") {
    set_capacity(queue, 4);
    CHECK_FALSE(queue.try_send(Text<8>{1, "12345"}));
    CHECK(queue.status().messages == 0);
  }
}

TEST_CASE("a message as large as the receiver's room fits") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "12345678"});
  Text<8> text;
  queue.receive(text);
  CHECK(text == "12345678");
  CHECK(text.c_str()[8] == '\0');
}

TEST_CASE("a message larger than the receiver's room") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "12345678"});
  Text<5> text;
  SUBCASE("stays in the queue, and is an error") {
    CHECK(error_of([&] { queue.receive(text); }) == E2BIG);
    CHECK(error_of([&] { (void)queue.try_receive(text); }) == E2BIG);
    CHECK(queue.status().messages == 1);
    Text<8> larger;
    queue.receive(larger);
    CHECK(larger == "12345678");
  }
  SUBCASE("loses its rest, if the receiver wants that") {
    queue.receive(text, Select::any(), Oversize::truncate);
    CHECK(text == "12345");
    CHECK(queue.status().messages == 0);
  }
  SUBCASE("loses its rest with try_receive too") {
    CHECK(queue.try_receive(text, Select::any(), Oversize::truncate));
    CHECK(text == "12345");
    CHECK(queue.status().messages == 0);
  }
}

TEST_CASE("try_peek copies the message at a place, and it stays") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{5, "five"});
  queue.send(Text<8>{1, "one"});
  Text<8> text;
  CHECK(queue.try_peek(text, 1));
  CHECK(text.type == 1);
  CHECK(text == "one");
  CHECK(queue.try_peek(text, 0));
  CHECK(text.type == 5);
  CHECK(text == "five");
  CHECK_FALSE(queue.try_peek(text, 2));

  const Status status = queue.status();
  CHECK(status.messages == 2);
  CHECK(status.last_receiver == 0);
  CHECK(status.last_receive == 0);
}

TEST_CASE("send and receive wait for each other") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, sizeof(int));  // room for one message, so both sides have to wait
  Child sender{[&] {
    for (int i = 0; i < 100; ++i) queue.send(Message<int>{1, i});
  }};
  Message<int> message;
  for (int i = 0; i < 100; ++i) {
    queue.receive(message);
    CHECK(message.body == i);
  }
  CHECK(sender.wait() == 0);
}

TEST_CASE("a queue and its messages outlive the process that made them, until removed") {
  const testing::TemporaryFile file;
  const Key key = file.key();
  Child maker{[&] { Queue::create(key).send(Text<8>{1, "left"}); }};
  REQUIRE(maker.wait() == 0);
  const Queue queue = Queue::open(key);
  CHECK(queue.status().last_sender == maker.pid());
  queue.send(Text<8>{1, "unread"});
  Text<8> text;
  queue.receive(text);
  CHECK(text == "left");
  queue.remove();
  CHECK_FALSE(testing::exists(queue));
}
