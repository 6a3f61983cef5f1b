#include "common/message.h"

#include <array>
#include <chrono>
#include <climits>
#include <complex>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "common/queue.h"
#include "common/scoped_queue.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

struct Point {
  int x, y;
};

template <long type>
concept CompilesWithType = requires {
  typename std::integral_constant<long, Select::exactly(type).msgtyp>;
};

namespace bodies {

enum class Colour { red, green };

struct alignas(2 * alignof(long)) Aligned {
  long number;
};

struct HasReference {
  int& number;
};

struct HasVirtualFunction {
  virtual int number() const { return number_; }
  int number_ = 0;
};

}  // namespace bodies

namespace messages {

// What every message has besides its bytes.
struct Rest {
  static constexpr std::size_t room = 4;
  std::size_t size() const { return 2; }
  void set_size(std::size_t) {}
};

struct Own : Rest {
  long type;
  char bytes[4];
};

struct TypeInABase {
  long type;
};

struct BytesBehindABase : TypeInABase, Rest {
  char bytes[8];
};

struct IntType : Rest {
  int type;
  char bytes[12];
};

struct EnumType : Rest {
  enum Kind : long { question, answer } type;
  char bytes[8];
};

struct UnsignedType : Rest {
  unsigned long type;
  char bytes[8];
};

struct TypeLast : Rest {
  char bytes[8];
  long type;
};

struct StaticType : Rest {
  [[maybe_unused]] static inline long type = 1;
  long number;
  char bytes[8];
};

struct BitFieldType : Rest {
  long type : 32;
  char bytes[12];
};

struct ConstType : Rest {
  const long type = 1;
  char bytes[8];
};

struct RoomBeyondTheEnd : Rest {
  long type;
  char bytes[4];
  static constexpr std::size_t room = 16;
};

struct RoomThatWrapsAround : Rest {
  long type;
  char bytes[4];
  static constexpr std::size_t room = -1;
};

struct SizeThatChanges {
  long type;
  char bytes[8];
  static constexpr std::size_t room = 8;
  std::size_t size() { return 8; }
  void set_size(std::size_t) {}
};

struct AlignedBody : Rest {
  long type;
  alignas(2 * alignof(long)) char bytes[16];
};

struct BodyElsewhere : Rest {
  long type;
  std::string bytes;
};

struct WithoutRoom {
  long type;
  char bytes[8];
  std::size_t size() const { return 8; }
  void set_size(std::size_t) {}
};

struct WithoutSize {
  long type;
  char bytes[8];
  static constexpr std::size_t room = 8;
  void set_size(std::size_t) {}
};

struct WithoutSetSize {
  long type;
  char bytes[8];
  static constexpr std::size_t room = 8;
  std::size_t size() const { return 8; }
};

}  // namespace messages
}  // namespace

// What the kernel reads and writes: a long, at once followed by the bytes.
static_assert(offsetof(Message<Point>, body) == sizeof(long));
static_assert(offsetof(Message<char>, body) == sizeof(long));
static_assert(offsetof(Text<5>, bytes) == sizeof(long));

static_assert(Payload<Point> && Payload<int> && Payload<char[5]> && Payload<int[2][3]>);
static_assert(Payload<bodies::Colour> && Payload<std::array<char, 5>> &&
              Payload<std::optional<int>>);
static_assert(Payload<std::chrono::seconds> && Payload<std::complex<double>>);
static_assert(!Payload<std::string> && !Payload<std::vector<int>>, "its letters are elsewhere");
static_assert(!Payload<int*>, "an address means nothing in another process");
static_assert(!Payload<char* const> && !Payload<volatile int*> && !Payload<const char* [3]>);
static_assert(!Payload<int Point::*const> && !Payload<int Point::*const[3]>);
static_assert(!Payload<int* __restrict> && !Payload<std::nullptr_t>);
static_assert(!Payload<std::string_view[2]> && !Payload<volatile std::string_view>);
static_assert(!Payload<int[]>, "how many bytes would that be?");
static_assert(!Payload<int (*)(int)> && !Payload<int Point::*> && !Payload<int (Point::*)()>);
static_assert(!Payload<std::string_view> && !Payload<std::span<char>>, "a view is an address");
static_assert(!Payload<std::reference_wrapper<int>> && !Payload<std::initializer_list<int>>);
static_assert(!Payload<bodies::HasReference> && !Payload<bodies::HasVirtualFunction>);
static_assert(!Payload<bodies::Aligned>, "there would be padding between type and body");

static_assert(AnyMessage<Message<Point>> && AnyMessage<Message<char>> && AnyMessage<Text<0>>);
static_assert(AnyMessage<Text<5>> && AnyMessage<messages::Own>);
static_assert(!AnyMessage<messages::IntType> && !AnyMessage<messages::EnumType>);
static_assert(!AnyMessage<messages::UnsignedType> && !AnyMessage<messages::StaticType>);
static_assert(!AnyMessage<messages::BitFieldType> && !AnyMessage<messages::ConstType>);
static_assert(!AnyMessage<messages::TypeLast> && !AnyMessage<messages::AlignedBody>);
static_assert(!AnyMessage<messages::RoomBeyondTheEnd> && !AnyMessage<messages::BodyElsewhere>);
static_assert(!AnyMessage<messages::WithoutRoom> && !AnyMessage<messages::WithoutSize>);
static_assert(!AnyMessage<messages::WithoutSetSize> && !AnyMessage<messages::SizeThatChanges>);
static_assert(!AnyMessage<messages::BytesBehindABase>, "C++ does not say where its bytes lie");
static_assert(!AnyMessage<messages::RoomThatWrapsAround> && !AnyMessage<const Message<int>>);
static_assert(!AnyMessage<Point> && !AnyMessage<long> && !AnyMessage<std::string>);

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

TEST_CASE("a Text is made from a std::string and becomes one, NUL bytes and all") {
  const std::string bytes{"a\0b", 3};
  const Text<8> text{3, bytes};
  CHECK(text.size() == 3);
  CHECK(text.as<std::string>() == bytes);
  CHECK(text.as<std::string_view>() == bytes);
  CHECK(text == bytes);
  CHECK(bytes == text);
  CHECK(text == std::string_view{bytes});
  CHECK_FALSE(text == std::string{"a"});
  CHECK_FALSE(text == std::string{"a\0c", 3});
  CHECK_THROWS_AS((Text<2>{3, bytes}), std::length_error);
}

TEST_CASE("a Text of a view that leads nowhere is empty") {
  const Text<8> text{3, std::string_view{}};
  CHECK(text.size() == 0);
  CHECK(text == std::string_view{});
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
  queue.send(messages::Own{{}, 6, {'a', 'b', 'c', 'd'}});
  Text<8> text;
  queue.receive(text);
  CHECK(text.type == 6);
  CHECK(text == "ab");
}
