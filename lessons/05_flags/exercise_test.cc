#include "lessons/05_flags/exercise.h"

#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <list>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>

#include "common/blocked.h"
#include "common/child.h"
#include "common/scoped_queue.h"
#include "common/testing/paused.h"
#include "common/testing/pipe.h"
#include "common/testing/signals.h"
#include "doctest/doctest.h"

using namespace msgq;
using msgq::testing::Paused;
using msgq::testing::Pipe;

namespace {

using Line = Text<64>;

const char nine[] = "123456789";
const char forty[] = "A line of forty bytes, counted with care";

// A buffer that notices what is written beyond its room. The memory it had before it grew stays,
// so nobody who still writes there does harm.
class WatchedBuffer final : public Buffer {
 public:
  explicit WatchedBuffer(std::size_t room) { grow(room); }

  void* message() override { return memory_.back().data(); }
  std::size_t room() const override { return room_; }
  void grow(std::size_t new_room) override {
    if (new_room > 1 << 20) throw std::length_error{"grow to more than a MiB"};
    room_ = new_room;
    memory_.emplace_back(sizeof(long) + room_, blank);
    memory_.back().append(spare, untouched);
  }

  bool written_beyond() const {
    for (const auto& memory : memory_) {
      const auto end = memory.size() - spare;
      if (memory.find_first_not_of(untouched, end) != std::string::npos) return true;
    }
    return false;
  }

 private:
  static constexpr std::size_t spare = sizeof(Line);  // no message of this test is larger
  static constexpr char blank = '.';
  static constexpr char untouched = '\x7f';

  std::list<std::string> memory_;
  std::size_t room_ = 0;
};

// What came of one call of receive_whole().
struct Outcome {
  std::string result = "never returns";  // or "9 bytes", "none", "throws EINVAL"
  std::string message;                   // [type "text"]
  std::size_t room = 0;
  bool written_beyond = false;
};

// Calls it in this process, which is a child, and tells of it through the pipe.
void receive_and_tell(const Pipe& pipe, Queue queue, std::size_t room, long msgtyp) {
  testing::default_signals();
  alarm(5);                                         // the end of a sleep
  const itimerval half_a_second{{}, {0, 500'000}};  // of computing: the end of an endless loop
  setitimer(ITIMER_PROF, &half_a_second, nullptr);

  WatchedBuffer buffer{room};
  std::ostringstream out;
  try {
    const ssize_t size = receive_whole(queue, buffer, msgtyp);
    if (size == -1) {
      out << "none\n\n";
    } else {
      const auto* const bytes = static_cast<const char*>(buffer.message());
      long type = 0;
      std::memcpy(&type, bytes, sizeof type);
      const std::string text{bytes + sizeof type, std::min<std::size_t>(size, buffer.room())};
      out << size << " bytes\n[" << type << " \"" << text << "\"]\n";
    }
  } catch (const std::system_error& error) {
    out << "throws " << strerrorname_np(error.code().value()) << "\n\n";
  } catch (const std::exception& error) {
    out << "throws " << error.what() << "\n\n";
  }
  out << buffer.room() << '\n' << buffer.written_beyond() << '\n';
  dprintf(pipe.in(), "%s", out.str().c_str());
}

Outcome told(Pipe& pipe) {
  Outcome outcome;
  std::istringstream in{pipe.text()};
  if (in.peek() == std::istringstream::traits_type::eof()) return outcome;
  std::getline(in, outcome.result);
  std::getline(in, outcome.message);
  in >> outcome.room >> outcome.written_beyond;
  return outcome;
}

// One call, with a buffer of that much room.
Outcome receive(Queue queue, std::size_t room, long msgtyp) {
  Pipe pipe;
  {
    Child child{[&] { receive_and_tell(pipe, queue, room, msgtyp); }};
    try {
      wait_until_blocked(child.pid(), "msgrcv");  // for ever: nobody sends; so kill it
    } catch (const std::runtime_error&) {
      // It has ended, as it should.
    }
  }
  return told(pipe);
}

// The same, but after its first call on the queue `meanwhile` happens.
template <class Meanwhile>
Outcome receive_while(Queue queue, std::size_t room, const Meanwhile& meanwhile) {
  Pipe pipe;
  Paused process{[&] { receive_and_tell(pipe, queue, room, 0); }};
  process.wait_for_first_call();
  meanwhile();
  process.resume();
  return told(pipe);
}

}  // namespace

TEST_CASE("step 1: the message fits") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Line{1, nine});
  queue.send(Line{2, ""});
  {
    INFO("rule: a message that just fits needs no more room, for no NUL is added");
    CHECK(receive(queue, 9, 1).room == 9);
  }
  {
    INFO("rule: an empty message is a message: its size is 0, and only -1 means none");
    CHECK(receive(queue, 9, 2).result == "0 bytes");
  }
}

TEST_CASE("step 2: the message is larger than the room") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Line{1, nine});
  const Outcome one_byte_more = receive(queue, 8, 0);
  {
    INFO("rule: not a byte is written beyond the room, which does not count the type");
    CHECK_FALSE(one_byte_more.written_beyond);
  }
  queue.send(Line{1, forty});
  const Outcome much_more = receive(queue, 1, 0);
  {
    INFO("rule: however small the buffer was, the message comes whole, and its size is returned");
    CHECK(much_more.result == "40 bytes");
  }
  {
    INFO("rule: type and text are in the buffer as it is now; grow() has moved it");
    CHECK(much_more.message == "[1 \"" + std::string{forty} + "\"]");
  }
}

TEST_CASE("step 3: smaller messages wait too") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Line{3, "c"});
  queue.send(Line{2, nine});
  queue.send(Line{2, "b"});
  INFO("rule: msgtyp alone says which message comes, not its size: here the first of type 2");
  CHECK(receive(queue, 8, -2).message == "[2 \"123456789\"]");
}

TEST_CASE("step 4: no message matches") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Line{1, nine});
  INFO("rule: if no message matches, it returns -1 and does not sleep");
  CHECK(receive(queue, 16, 2).result == "none");
}

TEST_CASE("step 5: another process is at work between two of your calls") {
  const auto queue = ScopedQueue::create(ipc_private);
  Line taken;
  queue.send(Line{1, nine});
  bool only_looked = false;
  const Outcome outcome = receive_while(queue, 9, [&] {
    only_looked = queue.try_receive(taken);
    if (only_looked) queue.send(Line{1, forty});
  });
  {
    INFO("rule: a look is out of date at your next call: another message, larger, is there now");
    CHECK(outcome.result == (only_looked ? "40 bytes" : "9 bytes"));
  }
  (void)queue.try_receive(taken);
  queue.send(Line{1, nine});
  {
    INFO("rule: a message that did not fit may be gone at your next call: then none matches");
    CHECK(receive_while(queue, 8, [&] { (void)queue.try_receive(taken); }).result == "none");
  }
}

TEST_CASE("step 6: there is no queue") {
  const Queue queue = Queue::create(ipc_private);
  queue.remove();
  INFO("rule: every error but E2BIG and ENOMSG is thrown");
  CHECK(receive(queue, 8, 0).result == "throws EINVAL");
}
