#include <sys/msg.h>

#include <cerrno>
#include <climits>
#include <set>
#include <string>
#include <vector>

#include "common/child.h"
#include "common/error_of.h"
#include "common/orders/columns.h"
#include "common/scoped_queue.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"
#include "lessons/01_create_queue/stage.h"

using namespace msgq;
using namespace stage;

TEST_CASE("step 1: nobody has made the queue yet") {
  const testing::TemporaryFile file;
  const judge::Answer<Scene> answer;
  std::string it, mode = "no queue", left;
  const auto tally = judge::every_order(
      [&] {
        answer.begin(one_call(file.key()));
        return answer.play();
      },
      [&](const orders::Order& order) {
        it = in_words(answer->parts[0].calls[0], "0", order);
        if (!order.left.empty()) mode = mode_of(Queue::from_id(order.left[0]));
        left = in_words(order.left.size());
        return "";
      },
      bounds());
  {
    INFO("rule: the first to come creates the queue, and is told so");
    REQUIRE(it == "said created");
  }
  {
    INFO("rule: only the owner may send and receive: mode 0600");
    CHECK(mode == "0600");
  }
  {
    INFO("rule: the call makes one queue, and no other");
    CHECK(left == "1 queue");
  }
  INFO("rule: the queues of others stay as they are");
  CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
}

TEST_CASE("step 2: the queue is there already") {
  const testing::TemporaryFile file;
  const auto there = ScopedQueue::create(file.key());
  const judge::Answer<Scene> answer;
  std::string it, left;
  judge::every_order(
      [&] {
        answer.begin(one_call(file.key()));
        return answer.play();
      },
      [&](const orders::Order& order) {
        it = in_words(answer->parts[0].calls[0], "0", order);
        left = in_words(order.left.size());
        return "";
      },
      bounds());
  {
    INFO("rule: who comes later gets the queue that is there");
    const int id_you_returned = answer->parts[0].calls[0].msqid, id_of_the_queue = there.id();
    CHECK(id_you_returned == id_of_the_queue);
  }
  {
    INFO("rule: who comes later has not created it");
    CHECK(it == "said not created");
  }
  {
    INFO("rule: who comes later makes no queue, not even for a moment");
    CHECK(left == "no queue");
  }
}

TEST_CASE("step 3: one process calls twice, for two keys, then for the same") {
  const testing::TemporaryFile file, another;
  const key_t negative = another.key().value | INT_MIN;  // keys may be
  const struct {
    key_t second_key;
    bool is_removed_before;
    std::string says;  // the second call
  } cases[] = {{negative, false, "said created"},
               {file.key().value, false, "said not created"},
               {file.key().value, true, "said created"}};
  for (const auto& one : cases) {
    const judge::Answer<Scene> answer;
    const auto& calls = answer->parts[0].calls;
    const auto tally = judge::every_order(
        [&] {
          Scene scene = one_call(file.key());
          scene.parts[0].count = 2;
          scene.parts[0].calls[1].key = one.second_key;
          scene.parts[0].calls[1].is_removed_before = one.is_removed_before;
          answer.begin(scene);
          return answer.play();
        },
        [&](const orders::Order& order) {
          const std::string first = in_words(calls[0], "0", order);
          const std::string second = in_words(calls[1], "0", order);
          std::set<int> gave{calls[0].msqid, calls[1].msqid};
          if (calls[1].is_removed_before) gave.erase(calls[0].msqid);
          const bool is_right = first == "said created" && second == one.says &&
                                gave == std::set<int>(order.left.begin(), order.left.end());
          return is_right ? ""
                          : "the first " + first + "; the second " + second + "; it left " +
                                in_words(order.left.size());
        },
        bounds());
    CAPTURE(one.is_removed_before);
    INFO("rule: each call answers for itself, whatever the call before it has met");
    CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
}

TEST_CASE("step 4: another process comes between two of your calls") {
  const testing::TemporaryFile file;
  const judge::Answer<Scene> answer;
  const auto two_at_once = [&] {
    answer.begin(two_processes(file.key()));
    Child one{[&] { return answer.play(0); }};
    Child other{[&] { return answer.play(1); }};
    return one.wait() + other.wait();
  };
  const auto judge = [&](const orders::Order& order) {
    const Call &one = answer->parts[0].calls[0], &other = answer->parts[1].calls[0];
    const bool is_right = one.outcome.returned() && other.outcome.returned() &&
                          one.created != other.created && one.msqid == other.msqid;
    return is_right ? ""
                    : "child 1: " + in_words(one, "1", order) +
                          "; child 2: " + in_words(other, "2", order);
  };
  const auto tally = judge::every_order(two_at_once, judge, bounds());
  INFO(
      "rule: of two processes that come at the same moment exactly one creates; look and create "
      "in one call");
  CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
}

TEST_CASE("step 5: the queue is removed between two of your calls") {
  const testing::TemporaryFile file;
  const judge::Answer<Scene> answer;
  const auto removed_twice = [&] {
    answer.begin(one_call(file.key()));
    const Queue first = Queue::create(file.key());
    Child remover{[&] {
      first.remove();
      error_of([&] { Queue::create(file.key()).remove(); });
    }};
    Child caller{[&] { return answer.play(); }};
    return caller.wait() + remover.wait();
  };
  // The remover removes its own two; of what is left, the answer must say that it is the creator.
  const auto judge = [&](const orders::Order& order) {
    const Call& call = answer->parts[0].calls[0];
    const std::vector<int> own = call.created ? std::vector{call.msqid} : std::vector<int>{};
    const bool is_right = call.outcome.returned() && call.msqid >= 0 && order.left == own;
    return is_right
               ? ""
               : "it " + in_words(call, "2", order) + ", and left " + in_words(order.left.size());
  };
  const auto tally = judge::every_order(removed_twice, judge, bounds());
  INFO(
      "rule: a queue that was there and is gone again is no error: start again; and who makes one "
      "is told so");
  CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
}

TEST_CASE("step 6: it is removed and made anew again and again") {
  const testing::TemporaryFile file;
  const judge::Answer<Scene> answer;
  const Call& call = answer->parts[0].calls[0];
  // Each time that it opens the queue, that has just been removed, and is there when it creates.
  orders::Bounds often = bounds();
  often.errnos = 20;
  often.errnos_of = [](const orders::Task& task) {
    const bool opens = task.name == "1" && (task.call.arguments[1] & IPC_CREAT) == 0;
    return opens ? std::vector{ENOENT} : std::vector<int>{};
  };
  const auto tally = judge::every_order(
      [&] {
        answer.begin(one_call(file.key()));
        Queue::create(file.key());
        return in_child([&] { return answer.play(); });
      },
      [&](const orders::Order& order) {
        const std::string it = in_words(call, "1", order);
        return it == "said not created" ? "" : "it " + it;
      },
      often);
  INFO("rule: it starts again as often as the queue is removed, and not only a few times");
  CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
}

TEST_CASE("step 7: the kernel refuses") {
  for (const bool is_there : {false, true}) {
    CAPTURE(is_there);
    const testing::TemporaryFile file;
    const judge::Answer<Scene> answer;
    const auto call_once = [&] {
      answer.begin(one_call(file.key()));
      if (is_there) Queue::create(file.key());
      return in_child([&] { return answer.play(); });
    };
    const auto with_errnos = judge::with_each_errno("1", bounds());
    // The errno that it was given is what it throws, but for the two that only say how things
    // stand.
    const auto judge = [&](const orders::Order& order) {
      const Call& call = answer->parts[0].calls[0];
      const std::string given = orders::errno_given_to("1", order);
      const bool is_handled = given.empty() || given == "EEXIST" || given == "ENOENT";
      const std::string it = in_words(call, "1", order);
      const bool is_right = is_handled ? call.outcome.returned() : it == "threw " + given;
      return is_right ? "" : "it " + it;
    };
    const auto tally = judge::every_order(call_once, judge, with_errnos);
    INFO("rule: every error but EEXIST and ENOENT is thrown");
    CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
}
