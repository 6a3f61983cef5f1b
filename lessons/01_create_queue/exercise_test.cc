#include "lessons/01_create_queue/exercise.h"

#include <sys/mman.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <vector>

#include "common/child.h"
#include "common/orders/columns.h"
#include "common/orders/director.h"
#include "common/scoped_queue.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"
#include "lessons/01_create_queue/stage.h"

using namespace msgq;
using namespace stage;

TEST_CASE("step 1: nobody has made the queue yet") {
  const testing::TemporaryFile file;
  const Opened opened = open_or_create(file.key());
  const ScopedQueue queue{opened.queue};
  {
    INFO("rule: the first to come creates the queue, and is told so");
    CHECK(opened.created);
  }
  {
    INFO("rule: only the owner may send and receive: mode 0600");
    CHECK(mode_of(queue) == "0600");
  }
  const testing::TemporaryFile another;
  Answers answers{1};
  const auto tally = orders::every_order(
      [&] { return answers.note(0, another.key()), 0; },
      [](const orders::Order& order) {
        return order.left.size() == 1 ? "" : "it left " + in_words(order.left.size());
      });
  INFO("rule: the call makes one queue, and no other");
  CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
}

TEST_CASE("step 2: the queue is there already") {
  const testing::TemporaryFile file;
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
  const testing::TemporaryFile file;
  Answers answers{2};
  const auto two_at_once = [&] {
    Child one{[&] { answers.note(0, file.key()); }};
    Child other{[&] { answers.note(1, file.key()); }};
    return one.wait() + other.wait();
  };
  const auto judge = [&](const orders::Order&) {
    const bool same = answers[0].msqid == answers[1].msqid;
    return same && answers.created() == 1 ? "" : answers.in_words();
  };
  const auto tally = orders::every_order(two_at_once, judge, answers.bounds());
  INFO(
      "rule: of two processes that come at the same moment exactly one creates; look and create "
      "in one call");
  CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
}

TEST_CASE("step 4: the queue is removed between two of your calls") {
  const testing::TemporaryFile file;
  Answers answers{1};
  const auto removed_twice = [&] {
    const Queue first = Queue::create(file.key());
    Child remover{[&] {
      first.remove();
      error_of([&] { Queue::create(file.key()).remove(); });
    }};
    answers.note(0, file.key());
    return remover.wait();
  };
  const auto judge = [&](const orders::Order&) {
    return answers[0].is_there && answers[0].error == 0 ? "" : answers.in_words();
  };
  const auto tally = orders::every_order(removed_twice, judge, answers.bounds());
  INFO("rule: a queue that was there and is gone again is no error: start again");
  CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
}

TEST_CASE("step 5: there are no queues to be had") {
  for (const bool is_there : {false, true}) {
    CAPTURE(is_there);
    const testing::TemporaryFile file;
    Answers answers{1};
    const auto call_once = [&] {
      if (is_there) Queue::create(file.key());
      return in_child([&] { answers.note(0, file.key()); });
    };
    orders::Bounds bounds = answers.bounds();
    bounds.errnos = 1;
    bounds.errnos_of = [](const orders::Task& task) {
      return task.name == "1" ? std::vector{EACCES, ENOSPC, ENOMEM, EPERM, ENOSYS}
                              : std::vector<int>{};
    };
    const auto judge = [&](const orders::Order& order) {
      const std::string given = orders::errno_given_to("1", order);
      const bool is_right = given.empty() || given == answers[0].error_name();
      return answers[0].is_there && is_right ? "" : answers.in_words();
    };
    const auto tally = orders::every_order(call_once, judge, bounds);
    INFO("rule: every error but EEXIST and ENOENT is thrown");
    CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
}
