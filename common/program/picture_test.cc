#include "common/program/picture.h"

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <system_error>

#include "common/child.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/missing_calls.h"
#include "common/testing/namespaces.h"
#include "common/testing/pipe.h"
#include "common/testing/queues.h"
#include "common/testing/rights.h"
#include "common/testing/skipped.h"
#include "doctest/doctest.h"

using namespace msgq;
using testing::drawn;

namespace {

std::string head_to_tail(const std::string& boxes) { return "head > " + boxes + " > tail\n"; }

}  // namespace

TEST_CASE("an empty queue") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(drawn(queue) == "head > (empty) > tail\n");
}

TEST_CASE("the message that came first is at the head, whatever its type") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{4, "d"});
  queue.send(Text<8>{3, "c"});
  queue.send(Text<8>{2, "b"});
  CHECK(drawn(queue) == head_to_tail(R"([4 "d"] [3 "c"] [2 "b"])"));
  Text<8> text;
  queue.receive(text, Select::exactly(3));
  CHECK(drawn(queue) == head_to_tail(R"([4 "d"] [2 "b"])"));
}

TEST_CASE("text may be empty, and may hold NULs, newlines and utf-8") {
  const auto queue = ScopedQueue::create(ipc_private);
  std::string expected;
  SUBCASE("empty") {
    queue.send(Text<8>{1, ""});
    expected = R"([1 ""])";
  }
  SUBCASE("NUL") {
    queue.send(Text<8>{1, "a\0b\0", 4});
    expected = R"([1 "a\0b\0"])";
  }
  SUBCASE("newline") {
    queue.send(Text<8>{1, "a\nb"});
    expected = R"([1 "a\nb"])";
  }
  SUBCASE("utf-8") {
    queue.send(Text<32>{1, "Gr\u00fc\u00dfe \u20ac \U0001f600"});
    expected = "[1 \"Gr\u00fc\u00dfe \u20ac \U0001f600\"]";
  }
  CHECK(drawn(queue) == head_to_tail(expected));
}

TEST_CASE("bytes that are no text are counted") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Message<std::uint64_t>{1, 0x0102030405060708});
  queue.send(Message<int>{2, 0});
  queue.send(Message<int>{3, -1});
  queue.send(Text<8>{4, "caf\xe9"});
  queue.send(Text<8>{5, "a\x7f"});
  queue.send(Text<8>{6, "a\x1f "});
  CHECK(drawn(queue) ==
        head_to_tail("[1 8 bytes] [2 4 bytes] [3 4 bytes] [4 4 bytes] [5 2 bytes] [6 3 bytes]"));
}

TEST_CASE("a long text is cut, but no utf-8 character in half") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<64>{1, "abcdefghijklmnopqrstuvwx"});
  queue.send(Text<64>{1, "abcdefghijklmnopqrstuvwxyz"});
  queue.send(Text<64>{1, "abcdefghijklmnopqrstuvw\u20ac"});
  CHECK(drawn(queue) == head_to_tail(R"([1 "abcdefghijklmnopqrstuvwx"])"
                                     R"( [1 "abcdefghijklmnopqrstuvwx"...])"
                                     R"( [1 "abcdefghijklmnopqrstuvw"...])"));
}

TEST_CASE("there is room for a text that becomes four times as long") {
  const auto queue = ScopedQueue::create(ipc_private);
  std::string text, expected;
  for (int i = 0; i < 8; ++i) {
    text += "\u2028";
    expected += R"(\xe2\x80\xa8)";
  }
  queue.send(Text<64>{1, text});
  queue.send(Text<64>{1, text + "x"});
  CHECK(drawn(queue) == head_to_tail("[1 \"" + expected + "\"] [1 \"" + expected + "\"...]"));
}

TEST_CASE("after 16 messages the rest is counted") {
  const auto queue = ScopedQueue::create(ipc_private);
  std::string boxes;
  for (int i = 1; i <= 16; ++i) {
    queue.send(Text<8>{i, "x"});
    boxes += (i > 1 ? " [" : "[") + std::to_string(i) + " \"x\"]";
  }
  CHECK(drawn(queue) == head_to_tail(boxes));
  queue.send(Text<8>{17, "x"});
  CHECK(drawn(queue) == head_to_tail(boxes + " ... and 1 more"));
  for (int i = 0; i < 83; ++i) queue.send(Text<8>{1, "x"});
  CHECK(drawn(queue) == head_to_tail(boxes + " ... and 84 more"));
}

TEST_CASE("nothing is consumed, and no trace is left") {
  const auto queue = ScopedQueue::create(ipc_private);
  for (int i = 0; i < 20; ++i) queue.send(Text<8>{1 + i, "x"});
  Child receiver{[&] {
    Text<8> text;
    queue.receive(text);
  }};
  REQUIRE(receiver.wait() == 0);
  const Status before = queue.status();
  const std::string first = drawn(queue);
  CHECK(drawn(queue) == first);

  const Status after = queue.status();
  CHECK(after.settings.uid == before.settings.uid);
  CHECK(after.settings.gid == before.settings.gid);
  CHECK(after.settings.mode == before.settings.mode);
  CHECK(after.settings.max_bytes == before.settings.max_bytes);
  CHECK(after.messages == before.messages);
  CHECK(after.bytes == before.bytes);
  CHECK(after.last_sender == before.last_sender);
  CHECK(after.last_receiver == receiver.pid());
  CHECK(after.last_send == before.last_send);
  CHECK(after.last_receive == before.last_receive);
  CHECK(after.last_change == before.last_change);
}

TEST_CASE("the largest message by default") {
  const auto queue = ScopedQueue::create(ipc_private);
  static Text<8192> large;
  for (char& byte : large.bytes) byte = 'a';
  large.set_size(large.room);
  queue.send(large);
  CHECK(drawn(queue) == head_to_tail(R"([1 "aaaaaaaaaaaaaaaaaaaaaaaa"...])"));
}

TEST_CASE("messages larger than that, where msgmax allows them") {
  testing::Pipe picture;
  const int status = testing::in_ipc_namespace([&] {
    if (!testing::set_limit("kernel/msgmax", 40000)) return testing::not_allowed;
    if (!testing::set_limit("kernel/msgmnb", 100000)) return testing::not_allowed;
    const auto queue = ScopedQueue::create(ipc_private);
    static Text<40000> large;
    for (char& byte : large.bytes) byte = 'a';
    large.set_size(large.room);
    queue.send(large);
    queue.send(Text<8>{2, "next"});
    picture.becomes(STDOUT_FILENO);
    draw(queue);
    return 0;
  });
  if (testing::skipped(status, testing::own_namespace)) return;
  CHECK(status == 0);
  CHECK(picture.text() == head_to_tail(R"([1 "aaaaaaaaaaaaaaaaaaaaaaaa"...] [2 "next"])"));
}

TEST_CASE("a kernel that cannot peek gets a line that says so") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "x"});
  testing::Pipe picture;
  CHECK(in_child([&] {
          testing::without_msg_copy();
          picture.becomes(STDOUT_FILENO);
          draw(queue);
        }) == 0);
  CHECK(picture.text() ==
        "(no picture: this kernel cannot peek, it lacks CONFIG_CHECKPOINT_RESTORE)\n");
}

TEST_CASE("any other error is thrown") {
  const Queue queue = Queue::create(ipc_private, 0200);
  CHECK(testing::error_of_unprivileged([&] { draw(queue); }) == EACCES);
  queue.remove();
  CHECK(drawn(queue) == "errno " + std::to_string(EINVAL));
  CHECK_THROWS_WITH_AS(draw(queue), "msgrcv EINVAL: Invalid argument", std::system_error);
}

TEST_CASE("so is one of the peek alone") {
  const int status = testing::in_ipc_namespace([] {
    const auto queue = ScopedQueue::create(ipc_private);
    queue.send(Text<100>{1, std::string(100, 'x')});
    // The kernel has no copy to lend of a message that would now be too large.
    if (!testing::set_limit("kernel/msgmax", 10)) return testing::not_allowed;
    return testing::status_of_error([&] { draw(queue); });
  });
  if (testing::skipped(status, testing::own_namespace)) return;
  CHECK(status == EINVAL);
}
