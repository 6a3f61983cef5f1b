#include "lessons/03_send/exercise.h"

#include <signal.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>
#include <string>
#include <system_error>

#include "common/child.h"
#include "common/escape.h"
#include "common/scoped_queue.h"
#include "common/testing/signals.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

enum { said_true = 10, said_false, threw_length_error, threw_system_error };

// What came of the call, made in a child, so that an answer that sleeps or crashes fails a check
// and not the test.
std::string try_in_child(Queue queue, const Reading& reading) {
  const int status = Child{[&] {
                       testing::default_signals();
                       alarm(5);
                       try {
                         return try_send_reading(queue, reading) ? said_true : said_false;
                       } catch (const std::length_error&) {
                         return threw_length_error;
                       } catch (const std::system_error&) {
                         return threw_system_error;
                       }
                     }}.wait();
  switch (status) {
    case said_true:
      return "true";
    case said_false:
      return "false";
    case threw_length_error:
      return "std::length_error";
    case threw_system_error:
      return "std::system_error";
    case 128 + SIGALRM:
      return "no answer within 5 seconds";
    default:
      return "the program's end, with exit status " + std::to_string(status);
  }
}

// In quotes, and legible whatever the bytes are.
std::string quoted(const char* bytes, std::size_t size) {
  char text[256];
  escape(text, sizeof text, bytes, size, size);
  return text;
}

// A message as any program may read it. Where nothing came, the bytes are '#'.
class Received {
 public:
  explicit Received(Queue queue) {
    std::memset(raw_.bytes, '#', sizeof raw_.bytes);
    size_ = calls::msgrcv(queue.id(), &raw_, sizeof raw_.bytes, 0, IPC_NOWAIT);
  }

  long type() const { return raw_.type; }
  ssize_t size() const { return size_; }

  double celsius() const {
    double value;
    std::memcpy(&value, raw_.bytes, sizeof value);
    return value;
  }

  std::string name(std::size_t size) const { return quoted(raw_.bytes + sizeof(double), size); }

 private:
  struct {
    long type = 0;
    char bytes[256];
  } raw_;
  ssize_t size_;
};

}  // namespace

TEST_CASE("step 1: another program understands what arrives") {
  const auto queue = ScopedQueue::create(ipc_private);
  const std::string said = try_in_child(queue, {"kitchen", 21.7});
  const Received received{queue};
  {
    INFO("rule: it is true if the reading was sent");
    CHECK(said == "true");
  }
  {
    INFO("rule: the message begins with a long, which is its type: reading_type");
    CHECK(received.type() == reading_type);
  }
  {
    INFO("rule: the body begins with the 8 bytes of celsius, and nothing comes before them");
    CHECK(received.celsius() == 21.7);
  }
  {
    INFO("rule: behind celsius come the letters of the name, not an address where they are");
    CHECK(received.name(7) == quoted("kitchen", 7));
  }
  {
    INFO("rule: the body ends with the name: no NUL, no padding, and the type does not count");
    CHECK(received.size() == 8 + 7);
  }
}

TEST_CASE("step 2: a frosty day: celsius is 0") {
  const auto queue = ScopedQueue::create(ipc_private);
  (void)try_in_child(queue, {"garden", 0.0});
  const Received received{queue};
  INFO("rule: the 8 bytes of celsius may be 0, and end nothing: only the name is a string");
  CHECK(received.size() == 8 + 6);
}

TEST_CASE("step 3: the longest name, and one that is longer") {
  const auto queue = ScopedQueue::create(ipc_private);
  const std::string longest(longest_name, 'n');
  (void)try_in_child(queue, {longest.c_str(), 21.7});
  {
    INFO("rule: a name of longest_name letters is not too long: all of them arrive");
    CHECK(Received{queue}.name(longest_name) == quoted(longest.c_str(), longest_name));
  }
  const std::string longer(longest_name + 1, 'n');
  {
    INFO("rule: one letter more than longest_name is too long, and that is thrown");
    CHECK(try_in_child(queue, {longer.c_str(), 21.7}) == "std::length_error");
  }
}

TEST_CASE("step 4: the queue is full, or gone") {
  const auto queue = ScopedQueue::create(ipc_private);
  Settings settings = queue.status().settings;
  settings.max_bytes = 1;
  queue.set(settings);
  queue.send(Text<8>{1, "x"});
  {
    INFO("rule: a full queue is no failure, and no reason to sleep: false, at once");
    CHECK(try_in_child(queue, {"kitchen", 21.7}) == "false");
  }
  const Queue gone = Queue::create(ipc_private);
  gone.remove();
  {
    INFO("rule: every failure but EAGAIN is thrown");
    CHECK(try_in_child(gone, {"kitchen", 21.7}) == "std::system_error");
  }
}
