#include <algorithm>
#include <cerrno>
#include <climits>
#include <ctime>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/skipped.h"
#include "common/testing/sleeper.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

using Letter = Text<8>;

// What one receive takes, type and letter: "4a"; "-" if nothing matches.
std::string take(Queue queue, Select select) {
  Letter message;
  if (!queue.try_receive(message, select)) return "-";
  return std::to_string(message.type) + message.c_str();
}

// The lesson's five messages.
class Five : public ScopedQueue {
 public:
  Five() : ScopedQueue{Queue::create(ipc_private)} {
    send(Letter{4, "a"});
    send(Letter{3, "b"});
    send(Letter{2, "c"});
    send(Letter{1, "d"});
    send(Letter{2, "e"});
  }
};

// Another process, asleep in this receive; its exit status is the letter that it gets.
testing::Sleeper receiver(Queue queue, Select select) {
  return testing::Sleeper("msgrcv", [&] {
    Letter message;
    queue.receive(message, select);
    return message.bytes[0];
  });
}

// The nanoseconds of a receive that gets an empty message or nothing. Of many the least counts,
// which is never too little: a clock of processor time is, now and then.
long cost(Queue queue, long msgtyp, bool gets_one) {
  const auto now = [] {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1'000'000'000 + time.tv_nsec;
  };
  Letter message;
  const long before = now();
  const ssize_t size = calls::msgrcv(queue.id(), &message, message.room, msgtyp, IPC_NOWAIT);
  const long after = now();
  CHECK((size == 0) == gets_one);
  return after - before;
}

// True if this call is a constant, and so compiles where one is needed.
template <Select (*constructor)(long), long type>
concept Constant = requires {
  typename std::integral_constant<long, constructor(type).msgtyp>;
};

}  // namespace

TEST_CASE("msgtyp 0 takes the oldest message, whatever its type") {
  const Five queue;
  CHECK(take(queue, Select::any()) == "4a");
  CHECK(take(queue, Select::any()) == "3b");
  CHECK(take(queue, Select::any()) == "2c");
  CHECK(take(queue, Select::any()) == "1d");
  CHECK(take(queue, Select::any()) == "2e");
  CHECK(take(queue, Select::any()) == "-");
}

TEST_CASE("msgtyp 2 takes the oldest message of type 2, wherever it stands; the others stay") {
  const Five queue;
  CHECK(take(queue, Select::exactly(2)) == "2c");
  CHECK(take(queue, Select::exactly(2)) == "2e");
  CHECK(take(queue, Select::exactly(2)) == "-");
  CHECK(take(queue, Select::any()) == "4a");
  CHECK(take(queue, Select::any()) == "3b");
  CHECK(take(queue, Select::any()) == "1d");
}

TEST_CASE("msgtyp -2 takes the lowest type up to 2, and only within that type the oldest message") {
  const Five queue;
  CHECK(take(queue, Select::lowest_up_to(2)) == "1d");
  CHECK(take(queue, Select::lowest_up_to(2)) == "2c");
  CHECK(take(queue, Select::lowest_up_to(2)) == "2e");
  CHECK(take(queue, Select::lowest_up_to(2)) == "-");
  CHECK(queue.status().messages == 2);
}

TEST_CASE("If no message matches, try_receive is false, errno is ENOMSG, and all stay") {
  const Five queue;
  Letter message{9, "before"};
  const bool received = queue.try_receive(message, Select::exactly(7));
  const int error = errno;
  CHECK_FALSE(received);
  CHECK(error == ENOMSG);
  CHECK(message.type == 9);
  CHECK(message == "before");
  CHECK(queue.status().messages == 5);
  CHECK(take(queue, Select::any()) == "4a");
}

TEST_CASE("The received message says which type it has; after msgtyp 0 or -9 nothing else does") {
  const Five queue;
  Letter message;
  CHECK(queue.try_receive(message, Select::any()));
  CHECK(message.type == 4);
  CHECK(queue.try_receive(message, Select::lowest_up_to(9)));
  CHECK(message.type == 1);
}

TEST_CASE(
    "A very large negative msgtyp rules nothing out: lowest type first; LONG_MIN is allowed") {
  const std::string highest = std::to_string(LONG_MAX);
  const Five queue;
  queue.send(Letter{LONG_MAX, "f"});
  queue.send(Letter{LONG_MAX, "g"});
  CHECK(take(queue, Select::lowest_up_to(1000)) == "1d");
  CHECK(take(queue, Select::lowest_up_to(LONG_MAX)) == "2c");
  CHECK(take(queue, {.msgtyp = LONG_MIN}) == "2e");
  CHECK(take(queue, {.msgtyp = LONG_MIN}) == "3b");
  CHECK(take(queue, {.msgtyp = LONG_MIN}) == "4a");
  CHECK(take(queue, {.msgtyp = LONG_MIN}) == highest + "f");
  CHECK(take(queue, Select::lowest_up_to(LONG_MAX)) == highest + "g");
}

TEST_CASE("So a type can be a priority: a late message of type 1 overtakes all that wait") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Letter{3, "a"});
  queue.send(Letter{3, "b"});
  CHECK(take(queue, Select::lowest_up_to(3)) == "3a");
  queue.send(Letter{1, "c"});
  CHECK(take(queue, Select::lowest_up_to(3)) == "1c");
  CHECK(take(queue, Select::lowest_up_to(3)) == "3b");
}

TEST_CASE("A high type may wait for ever: every lower one that comes goes first") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Letter{3, "a"});
  for (int i = 0; i < 100; ++i) {
    queue.send(Letter{2, "b"});
    REQUIRE(take(queue, Select::lowest_up_to(3)) == "2b");
  }
  CHECK(queue.status().messages == 1);
}

TEST_CASE(
    "Only waiting messages have priority: a sleeper with -5 takes a 5 that comes before a 1") {
  const auto queue = ScopedQueue::create(ipc_private);
  auto sleeper = receiver(queue, Select::lowest_up_to(5));
  queue.send(Letter{5, "a"});
  queue.send(Letter{1, "b"});
  CHECK(sleeper.wait() == 'a');

  queue.send(Letter{5, "c"});
  CHECK(take(queue, Select::lowest_up_to(5)) == "1b");
  CHECK(take(queue, Select::lowest_up_to(5)) == "5c");
}

TEST_CASE("A sleeper for type 7 sleeps through type 3, which the next sleeper for 3 gets") {
  const auto queue = ScopedQueue::create(ipc_private);
  auto seven = receiver(queue, Select::exactly(7));
  auto three = receiver(queue, Select::exactly(3));
  const long naps = seven.naps();
  queue.send(Letter{3, "a"});
  CHECK(three.wait() == 'a');
  queue.send(Letter{3, "b"});
  CHECK(queue.status().messages == 1);
  seven.wait_until_asleep();
  CHECK(seven.naps() == naps);
  queue.send(Letter{7, "c"});
  CHECK(seven.wait() == 'c');
  CHECK(take(queue, Select::any()) == "3b");
}

TEST_CASE("Sleepers for one type are served in the order in which they fell asleep") {
  const auto queue = ScopedQueue::create(ipc_private);
  auto first = receiver(queue, Select::exactly(1));
  auto second = receiver(queue, Select::exactly(1));
  auto third = receiver(queue, Select::exactly(1));
  queue.send(Letter{1, "a"});
  queue.send(Letter{1, "b"});
  queue.send(Letter{1, "c"});
  CHECK(first.wait() == 'a');
  CHECK(second.wait() == 'b');
  CHECK(third.wait() == 'c');
}

TEST_CASE("One message wakes one sleeper; the others do not even stir") {
  const auto queue = ScopedQueue::create(ipc_private);
  auto first = receiver(queue, Select::any());
  auto second = receiver(queue, Select::any());
  auto third = receiver(queue, Select::any());
  const long second_naps = second.naps();
  const long third_naps = third.naps();
  REQUIRE(third_naps > 0);
  queue.send(Letter{1, "a"});
  CHECK(first.wait() == 'a');
  second.wait_until_asleep();
  third.wait_until_asleep();
  CHECK(second.naps() == second_naps);
  CHECK(third.naps() == third_naps);
}

TEST_CASE("A choice walks past all that wait before it, in one list: behind many it is slow") {
  const auto queue = ScopedQueue::create(ipc_private);
  int waiting = 0;
  while (waiting < 16'000 && queue.try_send(Letter{1, ""})) ++waiting;
  if (waiting < 10'000) {
    testing::not_checked_here("an msgmnb of at least 10000");
    return;
  }
  long at_head = LONG_MAX, at_tail = LONG_MAX, none = LONG_MAX;  // the least of each
  for (int i = 0; i < 50; ++i) {
    at_head = std::min(at_head, cost(queue, 0, true));
    none = std::min(none, cost(queue, 2, false));
    queue.send(Letter{2, ""});
    at_tail = std::min(at_tail, cost(queue, 2, true));
    queue.send(Letter{1, ""});
  }
  CHECK(at_tail > 5 * at_head);
  CHECK(none > 5 * at_head);
}

TEST_CASE(
    "Select is msgtyp and a flag: any 0, exactly t, lowest_up_to -t, except t with MSG_EXCEPT") {
  const auto is = [](Select select, long msgtyp, int flags) {
    return select.msgtyp == msgtyp && select.flags == flags;
  };
  CHECK(is(Select::any(), 0, 0));
  CHECK(is(Select::exactly(2), 2, 0));
  CHECK(is(Select::lowest_up_to(2), -2, 0));
  CHECK(is(Select::except(2), 2, MSG_EXCEPT));
}

TEST_CASE(
    "Its functions refuse 0 and less with std::invalid_argument; in a constexpr that does not "
    "compile") {
  for (const long wrong : {0L, -2L, LONG_MIN}) {
    CHECK_THROWS_AS(Select::exactly(wrong), std::invalid_argument);
    CHECK_THROWS_AS(Select::lowest_up_to(wrong), std::invalid_argument);
    CHECK_THROWS_AS(Select::except(wrong), std::invalid_argument);
  }
  CHECK(Constant<Select::exactly, 2>);
  CHECK(Constant<Select::lowest_up_to, 2>);
  CHECK(Constant<Select::except, 2>);
  CHECK_FALSE(Constant<Select::exactly, -2>);
  CHECK_FALSE(Constant<Select::lowest_up_to, -2>);
  CHECK_FALSE(Constant<Select::except, -2>);
  CHECK_FALSE(Constant<Select::exactly, 0>);
}

TEST_CASE(
    "A Select written by hand is not checked: 2 where -2 was meant is no error, but another "
    "choice") {
  const Five queue;
  CHECK(take(queue, {.msgtyp = 2}) == "2c");
  CHECK(take(queue, {.msgtyp = -2}) == "1d");
}
