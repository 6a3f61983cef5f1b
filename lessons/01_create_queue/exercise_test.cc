#include "lessons/01_create_queue/exercise.h"

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <system_error>

#include "common/child.h"
#include "common/error_of.h"
#include "common/scoped_queue.h"
#include "common/testing/missing_calls.h"
#include "common/testing/paused.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"

using namespace msgq;
using msgq::testing::Paused;
using msgq::testing::TemporaryFile;

namespace {

// What a child reports of its call, as its exit status.
enum { said_created = 10, said_opened = 11, threw = 12 };

int say(Key key) {
  try {
    return open_or_create(key).created ? said_created : said_opened;
  } catch (const std::system_error&) {
    return threw;
  }
}

// The same for those who read the check.
std::string in_words(int exit_status) {
  switch (exit_status) {
    case said_created:
      return "said created";
    case said_opened:
      return "said not created";
    case threw:
      return "threw std::system_error";
    case 128 + SIGALRM:
      return "still ran after 5 seconds";
    default:
      return "ended with " + std::to_string(exit_status);
  }
}

std::string octal(mode_t mode) {
  char text[16];
  std::snprintf(text, sizeof text, "%#o", mode);
  return text;
}

// A key that no other program knows.
class OwnKey : public TemporaryFile {
 public:
  Key key() const { return Key::from_path(path().c_str(), 1); }
};

}  // namespace

TEST_CASE("step 1: nobody has made the queue yet") {
  const OwnKey file;
  const Opened opened = open_or_create(file.key());
  const ScopedQueue queue{opened.queue};
  {
    INFO("rule: the first to come creates the queue, and is told so");
    CHECK(opened.created);
  }
  {
    INFO("rule: only the owner may send and receive: mode 0600");
    mode_t mode = 0;
    (void)error_of([&] { mode = queue.status().settings.mode; });
    CHECK(octal(mode) == "0600");
  }
}

TEST_CASE("step 2: the queue is there already") {
  const OwnKey file;
  const auto there = ScopedQueue::create(file.key());
  const Opened opened = open_or_create(file.key());
  const ScopedQueue got{opened.queue};
  {
    INFO("rule: who comes later gets the queue that is there");
    const int id_you_returned = got.id(), id_of_the_queue = there.id();
    CHECK(id_you_returned == id_of_the_queue);
  }
  {
    INFO("rule: who comes later has not created it");
    CHECK_FALSE(opened.created);
  }
}

TEST_CASE("step 3: another process comes between two of your calls") {
  const OwnKey file;
  Paused process{[key = file.key()] { return say(key); }};
  process.wait_for_first_call();
  const bool the_other_created_it = error_of([&] { Queue::create(file.key()); }) == 0;
  const ScopedQueue queue{Queue::open(file.key())};
  const std::string right_answer = in_words(the_other_created_it ? said_opened : said_created);
  const std::string your_answer = in_words(process.resume());

  INFO(
      "rule: of two processes that come at the same moment exactly one creates; look and create in "
      "one call");
  CHECK(your_answer == right_answer);
}

TEST_CASE("step 4: the queue is removed between two of your calls") {
  const OwnKey file;
  const auto queue = ScopedQueue::create(file.key());
  Paused process{[key = file.key()] { return say(key); }};
  process.wait_for_first_call();
  queue.remove();

  const bool it_threw = process.resume() == threw;
  INFO("rule: a queue that was there and is gone again is no error: start again");
  CHECK_FALSE(it_threw);
  (void)error_of([&] { Queue::open(file.key()).remove(); });
}

TEST_CASE("step 5: there are no queues to be had") {
  const OwnKey file;
  Child process{[key = file.key()] {
    testing::without_system_v_ipc();
    alarm(5);  // the end of an endless loop
    return say(key);
  }};
  const std::string your_answer = in_words(process.wait());
  INFO("rule: every error but EEXIST and ENOENT is thrown");
  CHECK(your_answer == in_words(threw));
}
