#include "common/message.h"

#include <climits>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "common/queue.h"
#include "common/scoped_queue.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

struct Point {
  int x, y;
};

struct alignas(2 * alignof(long)) Aligned {
  long number;
};

struct Own {
  long type;
  char bytes[4];
  static constexpr std::size_t room = 4;
  std::size_t size() const { return 2; }
  void set_size(std::size_t) {}
};

template <long type>
concept CompilesWithType = requires {
  typename std::integral_constant<long, Select::exactly(type).msgtyp>;
};

}  // namespace

// What the kernel reads and writes: a long, at once followed by the bytes.
static_assert(offsetof(Message<Point>, body) == sizeof(long));
static_assert(offsetof(Message<char>, body) == sizeof(long));
static_assert(offsetof(Text<5>, bytes) == sizeof(long));

static_assert(Payload<Point> && Payload<int> && Payload<char[5]>);
static_assert(!Payload<std::string>, "its letters are elsewhere");
static_assert(!Payload<int*>, "an address means nothing in another process");
static_assert(!Payload<Aligned>, "there would be padding between type and body");

static_assert(AnyMessage<Message<Point>> && AnyMessage<Text<5>> && AnyMessage<Own>);
static_assert(!AnyMessage<Point> && !AnyMessage<long>);

static_assert(Message<Point>::room == sizeof(Point) && Text<5>::room == 5);

static_assert(Select{}.msgtyp == 0 && Select{}.flags == 0);
static_assert(Select::any().msgtyp == 0 && Select::any().flags == 0);
static_assert(Select::exactly(7).msgtyp == 7 && Select::exactly(7).flags == 0);
static_assert(Select::lowest_up_to(7).msgtyp == -7 && Select::lowest_up_to(7).flags == 0);
static_assert(Select::except(7).msgtyp == 7 && Select::except(7).flags == MSG_EXCEPT);
static_assert(Select::lowest_up_to(LONG_MAX).msgtyp == -LONG_MAX);
static_assert(CompilesWithType<1> && !CompilesWithType<0> && !CompilesWithType<-1>);

TEST_CASE("Select refuses a type that is not positive") {
  CHECK_THROWS_WITH_AS(Select::exactly(0), "a message type is positive, not 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(Select::lowest_up_to(-7), "a message type is positive, not -7",
                       std::invalid_argument);
  CHECK_THROWS_AS(Select::except(LONG_MIN), std::invalid_argument);
}

TEST_CASE("messages begin with type 1 and nothing in them") {
  const Message<Point> message;
  CHECK(message.type == 1);
  CHECK(message.body.x == 0);
  CHECK(message.body.y == 0);
  CHECK(message.size() == sizeof(Point));

  const Text<5> text;
  CHECK(text.type == 1);
  CHECK(text.size() == 0);
  CHECK(text == "");
}

TEST_CASE("a Text holds the bytes before the NUL") {
  const Text<5> text{3, "hello"};
  CHECK(text.type == 3);
  CHECK(text.size() == 5);
  CHECK(text == "hello");
  CHECK(std::string_view{text.c_str()} == "hello");
  CHECK(text.data() == text.c_str());
}

TEST_CASE("a Text may be empty, even without room") {
  const Text<0> text{3, ""};
  CHECK(text.size() == 0);
  CHECK(text == "");
  CHECK(*text.c_str() == '\0');
}

TEST_CASE("a Text compares as long as it is, not as far as its first NUL") {
  const Text<8> text{1, "a\0b", 3};
  CHECK(text.size() == 3);
  CHECK(text.data()[2] == 'b');
  CHECK(std::string_view{text.c_str()} == "a");
  CHECK_FALSE(text == "a");
  CHECK_FALSE(Text<8>{1, "ab"} == "abc");
  CHECK_FALSE(Text<8>{1, "abc"} == "ab");
  CHECK_FALSE(Text<8>{1, "abc"} == "abd");
}

TEST_CASE("a Text refuses more than its capacity") {
  CHECK_THROWS_WITH_AS((Text<4>{1, "hello"}),
                       "a text of 5 bytes does not fit into a message with room for 4",
                       std::length_error);
  CHECK_THROWS_AS((Text<4>{1, "a\0b\0c", 5}), std::length_error);
  CHECK_NOTHROW(Text<4>{1, "four"});
}

TEST_CASE("a Text that is received into again ends where the new text ends") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "longer"});
  queue.send(Text<8>{2, "new"});
  Text<8> text;
  queue.receive(text);
  queue.receive(text);
  CHECK(text == "new");
  CHECK(std::string_view{text.c_str()} == "new");
}

TEST_CASE("NUL bytes travel") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "a\0b\0", 4});
  Text<8> text;
  queue.receive(text);
  CHECK(std::string_view{text.data(), text.size()} == std::string_view{"a\0b\0", 4});
}

TEST_CASE("the largest type and every byte value travel") {
  const auto queue = ScopedQueue::create(ipc_private);
  Text<256> sent;
  for (int i = 0; i < 256; ++i) sent.bytes[i] = static_cast<char>(i);
  sent.set_size(256);
  sent.type = LONG_MAX;
  queue.send(sent);
  Text<256> text;
  queue.receive(text);
  CHECK(text.type == LONG_MAX);
  CHECK(std::string_view{text.data(), text.size()} == std::string_view{sent.data(), sent.size()});
}

TEST_CASE("a Message refuses a message of another size, which has left the queue all the same") {
  const auto queue = ScopedQueue::create(ipc_private);
  Message<int> message;
  SUBCASE("smaller") {
    queue.send(Text<8>{1, "abc"});
    CHECK_THROWS_WITH_AS(queue.receive(message),
                         "received 3 bytes, but the body has 4; is this message of another kind?",
                         std::length_error);
  }
  SUBCASE("empty") {
    queue.send(Text<8>{1, ""});
    CHECK_THROWS_AS((void)queue.try_receive(message), std::length_error);
  }
  CHECK(queue.status().messages == 0);
}

TEST_CASE("a peeked message of another size is refused too, but stays") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "abc"});
  Message<int> message;
  CHECK_THROWS_AS((void)queue.try_peek(message, 0), std::length_error);
  CHECK(queue.status().messages == 1);
}

TEST_CASE("a truncated message fits a Message, and is not what was sent") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Message<Point>{1, {1, 2}});
  Message<int> message;
  queue.receive(message, Select::any(), Oversize::truncate);
  CHECK(message.body == 1);
}

TEST_CASE("a struct of one's own is sent as far as its size() says") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Own{6, {'a', 'b', 'c', 'd'}});
  Text<8> text;
  queue.receive(text);
  CHECK(text.type == 6);
  CHECK(text == "ab");
}
