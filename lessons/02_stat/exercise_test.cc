#include <unistd.h>

#include <cerrno>
#include <climits>
#include <random>
#include <string>
#include <vector>

#include "common/child.h"
#include "common/error_of.h"
#include "common/orders/columns.h"
#include "common/testing/namespaces.h"
#include "common/testing/queues.h"
#include "common/testing/rights.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"
#include "lessons/02_stat/stage.h"

using namespace msgq;
using namespace stage;
using msgq::testing::set_capacity;
using enum Change::Kind;

TEST_CASE("step 1: the larger of two shares: one of the bytes, one of the messages") {
  const Small bytes{200, 1, 50}, messages{200, 50, 0};
  {
    INFO("rule: bytes fill a queue: they use a share of its own capacity");
    REQUIRE(said_of(bytes) == "25 percent");
  }
  {
    INFO("rule: messages fill a queue too, even empty ones: the capacity also limits their number");
    CHECK(said_of(messages) == "25 percent");
  }
  {
    INFO("rule: each queue is asked anew, and for itself");
    const std::vector<std::string> wanted{"25 percent", "50 percent", "25 percent"};
    const Small half{200, 1, 100}, larger{400, 1, 100};
    CHECK(said_of({bytes.id(), half.id(), larger.id()}) == wanted);
  }
  {
    INFO("rule: asked again, it looks again");
    const auto again = tell({200, {50}, {{set, 400}, {send, 30}}}, 2);
    CHECK_MESSAGE(again.bad == 0, orders::what_went_wrong(again));
  }
  fill(messages, 1, 10);
  fill(messages, 49, 0);
  {
    INFO("rule: the shares of bytes and messages do not add up: the larger one counts");
    CHECK(said_of(messages) == "50 percent");
  }
  const std::string before = in_words(bytes.status());
  said_of(bytes);
  INFO("rule: to look changes nothing");
  CHECK(in_words(bytes.status()) == before);
}

TEST_CASE("step 2: any capacity, with any messages: whole percent, rounded down") {
  {
    INFO("rule: a look at a queue comes to an end, and leaves the process as it was");
    REQUIRE(first_look() == "returned");
  }
  const Small three{3, 2, 0}, hundred{100, 29, 0}, usual{16384, 1, 1};
  {
    INFO("rule: two thirds are 66 percent: rounded down");
    CHECK(said_of(three) == "66 percent");
  }
  {
    INFO("rule: 29 of 100 are 29 percent: in floating point, 100 times 0.29 is a little less");
    CHECK(said_of(hundred) == "29 percent");
  }
  {
    INFO("rule: one byte of 16384 is 0 percent");
    CHECK(said_of(usual) == "0 percent");
  }
  const Small full{50, 5, 10}, full_of_messages{5, 5, 0};
  {
    INFO("rule: a queue that uses its whole capacity is full: 100");
    CHECK(said_of(full) == "100 percent");
    CHECK(said_of(full_of_messages) == "100 percent");
  }
  const Small lowered{100, 5, 10}, nothing_fits{0}, nothing_more_fits{100, 1, 10};
  set_capacity(lowered, 20);
  set_capacity(nothing_more_fits, 0);
  {
    INFO("rule: a capacity may be lowered: more than full is full: 100");
    CHECK(said_of(lowered) == "100 percent");
  }
  {
    INFO("rule: a queue with a capacity of 0 is full: 100; who divides by it is killed");
    CHECK(said_of(nothing_fits) == "100 percent");
    CHECK(said_of(nothing_more_fits) == "100 percent");
  }
  std::mt19937 numbers{2};  // the same each time
  std::list<Small> queues;
  std::vector<int> msqids;
  std::vector<std::string> wanted;
  for (int i = 0; i < 50; ++i) {
    const std::size_t most = i % 2 == 0 ? 300 : 16384;
    const std::size_t capacity = 1 + numbers() % most;
    const std::size_t messages = numbers() % (std::min<std::size_t>(capacity, 60) + 1);
    const std::size_t size = messages == 0 ? 0 : numbers() % (capacity / messages + 1);
    const Small& queue = queues.emplace_back(capacity, messages, std::min<std::size_t>(size, 8192));
    if (i % 10 == 0) set_capacity(queue, capacity / 2);
    msqids.push_back(queue.id());
    wanted.push_back(percents(percent(queue.status())));
  }
  const std::vector<std::string> said = said_of(msqids);
  for (std::size_t i = 0; i < msqids.size(); ++i) {
    const Status now = Queue::from_id(msqids[i]).status();
    INFO("rule: the percentage is right for a queue of any capacity, with any messages");
    INFO(now.messages << " messages, " << now.bytes << " bytes, capacity "
                      << now.settings.max_bytes);
    REQUIRE(said[i] == wanted[i]);
  }
}

TEST_CASE("step 3: a capacity as large as msgmnb allows") {
  {
    INFO("rule: a look at a queue comes to an end, and leaves the process as it was");
    REQUIRE(first_look() == "returned");
  }
  struct Case {
    std::size_t capacity;
    std::string said, wanted;
  };
  std::vector<Case> cases = {{44'000'000, "", "99 percent"},
                             {60'000'000, "", "73 percent"},
                             {87'949'313, "", "49 percent"},
                             {43'974'656, "", "100 percent"},
                             {INT_MAX, "", "2 percent"}};
  const Answer<Scene> answer;
  const int status = testing::in_ipc_namespace([&] {
    if (!testing::set_limit("kernel/msgmnb", INT_MAX) ||
        !testing::set_limit("kernel/msgmax", 65536)) {
      return testing::not_allowed;
    }
    Scene scene;
    const Message<char[65536]> large{};
    for (const Case& one : cases) {
      const Queue queue = Queue::create(ipc_private);
      for (int i = 0; i < 671; ++i) queue.send(large);  // 43,974,656 bytes
      set_capacity(queue, one.capacity);
      scene.calls[scene.count++].msqid = queue.id();
    }
    const Queue many = Queue::create(ipc_private);
    set_capacity(many, 100'000);
    fill(many, 70'000, 0);
    scene.calls[scene.count++].msqid = many.id();
    answer.begin(scene);
    return in_child([&] {
      alarm(3);  // for an answer that does not end
      return answer.play();
    });
  });
  if (testing::skipped(status, testing::own_namespace)) return;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    cases[i].said = stage::in_words(answer->calls[i]);
    INFO("rule: 44 million bytes may wait, and 100 times as many are too many for an int");
    CHECK(cases[i].said == cases[i].wanted);
  }
  INFO("rule: as many messages may wait as there are bytes of capacity: 70000 of 100000");
  CHECK(stage::in_words(answer->calls[cases.size()]) == "70 percent");
}

TEST_CASE("step 4: others use the queue between two of your looks") {
  {
    INFO("rule: a look at a queue comes to an end, and leaves the process as it was");
    REQUIRE(first_look() == "returned");
  }
  // Whoever takes bytes, messages and capacity at two moments has an order in which he says what
  // was true of none.
  const std::vector<Story> stories = {
      {10, {0, 0, 0}, {{send, 6}, {receive, 4}}},
      {10, {0, 0, 0}, {{set, 20}, {send, 13}, {set, 200}}},
      {10, {6, 0, 0}, {{receive, 1}, {set, 5}}},
      {40, {1, 9}, {{receive, 2}, {set, 4}, {send, 0}, {set, 9}}},
      {8, {0, 0, 0, 0}, {{receive, 1}, {receive, 2}, {set, 40}, {send, 30}, {set, 50}}},
  };
  for (const Story& story : stories) {
    const auto tally = tell(story);
    INFO("rule: the answer is true of one moment; two calls are two moments");
    REQUIRE_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
}

TEST_CASE("step 5: a busy queue, which never rests") {
  {
    INFO("rule: a look at a queue comes to an end, and leaves the process as it was");
    REQUIRE(first_look() == "returned");
  }
  int calls_if_quiet = 0, calls_if_busy = 0;
  tell({10, {5}, {}}, 1, &calls_if_quiet);
  tell({10, {5}, {{set, 11}, {set, 12}, {set, 13}, {set, 14}, {set, 15}}}, 1, &calls_if_busy);
  tell({10, {5}, {{send, 1}, {receive, 2}}}, 1, &calls_if_busy);
  {
    INFO("rule: what the kernel tells of the queue, msgctl asks");
    REQUIRE(calls_if_quiet > 0);
  }
  INFO("rule: it looks at a busy queue no more often than at a quiet one, or it may never end");
  CHECK(calls_if_busy == calls_if_quiet);
}

TEST_CASE("step 6: the queue is removed, and there is a new one in its place") {
  {
    INFO("rule: a look at a queue comes to an end, and leaves the process as it was");
    REQUIRE(first_look() == "returned");
  }
  const Answer<Scene> answer;
  const auto removed = [&] {
    const Queue queue = Queue::create(ipc_private);
    queue.send(Text<8>{1, "x"});
    Scene scene;
    scene.count = 1;
    scene.calls[0].msqid = queue.id();
    answer.begin(scene);
    Child one{[&] { return answer.play(); }};
    Child other{[&] { queue.remove(); }};
    return one.wait() + other.wait();
  };
  const auto tally = judge::every_order(
      removed,
      [&](const orders::Order&) {
        const std::string said = stage::in_words(answer->calls[0]);
        const bool is_right = said == "0 percent" || said == "threw EINVAL";
        return is_right ? "" : "it " + said;
      },
      bounds());
  {
    INFO("rule: a queue that is removed meanwhile was there, or is not: EINVAL");
    CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  const testing::TemporaryFile file;
  const auto replaced = judge::every_order(
      [&] {
        const Queue queue = Queue::create(file.key());
        Scene scene;
        scene.count = 1;
        scene.calls[0].msqid = queue.id();
        answer.begin(scene);
        Child one{[&] { return answer.play(); }};
        Child other{[&] {
          queue.remove();
          const Queue another = Queue::create(file.key());
          set_capacity(another, 10);
          fill(another, 1, 5);
        }};
        return one.wait() + other.wait();
      },
      [&](const orders::Order&) {
        const std::string said = stage::in_words(answer->calls[0]);
        const bool is_right = said == "0 percent" || said == "threw EINVAL";
        return is_right ? "" : "it " + said;
      },
      bounds());
  {
    INFO("rule: the queue is asked by its msqid: its key may be that of another by now");
    CHECK_MESSAGE(replaced.bad == 0, orders::what_went_wrong(replaced));
  }
  // The kernel counts on, and comes back to the same place in its table: the low 15 bits.
  const Queue old = Queue::create(ipc_private);
  old.remove();
  Queue successor = Queue::create(ipc_private);
  for (int i = 0; i < 1000 && (successor.id() & 0x7fff) != (old.id() & 0x7fff); ++i) {
    successor.remove();
    successor = Queue::create(ipc_private);
  }
  const ScopedQueue in_the_same_place{successor};
  REQUIRE((successor.id() & 0x7fff) == (old.id() & 0x7fff));
  INFO("rule: an msqid of a queue that is gone means no other: IPC_STAT tells, MSG_STAT does not");
  CHECK(said_of(old) == "threw EINVAL");
}

TEST_CASE("step 7: the kernel does not tell") {
  {
    INFO("rule: a look at a queue comes to an end, and leaves the process as it was");
    REQUIRE(first_look() == "returned");
  }
  const Answer<Scene> answer;
  const auto look_in_vain = [&] {
    const Small queue{100, 9, 10};
    Scene scene;
    scene.count = 1;
    scene.calls[0].msqid = queue.id();
    answer.begin(scene);
    return in_child([&] { return answer.play(); });
  };
  const auto with_errnos = judge::with_each_errno("1", bounds());
  const auto judge = [&](const orders::Order& order) -> std::string {
    const std::string given = orders::errno_given_to("1", order);
    const std::string said = stage::in_words(answer->calls[0]);
    const std::string wanted = given.empty() ? "90 percent" : "threw " + given;
    return said == wanted ? "" : "it " + said;
  };
  const auto tally = judge::every_order(look_in_vain, judge, with_errnos);
  {
    INFO("rule: every error is thrown, as the library throws it");
    CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  std::string said;
  judge::every_order(
      [&] {
        const auto queue = ScopedQueue::create(ipc_private, 0200);
        Scene scene;
        scene.count = 1;
        scene.calls[0].msqid = queue.id();
        answer.begin(scene);
        return in_child([&] {
          testing::need_permission_after_exec();
          return answer.play();
        });
      },
      [&](const orders::Order&) {
        said = stage::in_words(answer->calls[0]);
        return "";
      },
      bounds());
  INFO("rule: who may not read the queue is told nothing of it: EACCES");
  CHECK(said == "threw EACCES");
}
