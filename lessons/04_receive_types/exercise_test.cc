#include <cerrno>
#include <climits>
#include <functional>
#include <string>
#include <vector>

#include "common/child.h"
#include "common/orders/columns.h"
#include "doctest/doctest.h"
#include "lessons/04_receive_types/exercise.h"
#include "lessons/04_receive_types/stage.h"

using namespace msgq;
using namespace stage;

TEST_CASE("step 1: nothing urgent waits, or the queue is gone") {
  for (const Items& waiting : {Items{}, Items{{3, "a"}, {4, "b"}}}) {
    const Case scene{waiting, 2, 5};
    const Tried tries = tried(scene);
    INFO(picture(scene, tries.drained[0]));
    {
      INFO("rule: where nothing urgent waits, drain returns 0, and does not sleep");
      CHECK_MESSAGE(tries.trouble.empty(), tries.trouble);
      REQUIRE(tries.drained[0].outcome == "returned 0");
    }
    {
      INFO("rule: drain does not let time pass, for the caller has other things to do");
      CHECK(tries.naps == "no nap");
    }
    {
      INFO("rule: a job that is not urgent stays where it is, until it is the turn of the oldest");
      CHECK(in_words(tries.drained[0].left) == in_words(waiting));
    }
  }
  const Case gone{{{1, "a"}}, 2, 5, {does(Deed::Kind::remove_queue, 0)}};
  INFO("rule: every error but ENOMSG is thrown: that of a queue that is gone is EINVAL");
  CHECK(tried(gone).drained[0].outcome == "threw EINVAL");
}

TEST_CASE("step 2: five jobs wait, and patience is long") {
  const Case scene{{{3, "a"}, {4, "b"}, {2, "c"}, {1, "d"}, {2, "e"}}, 2, 5};
  const Drained done = tried(scene).drained[0];
  INFO(picture(scene, done));
  {
    INFO("rule: the lowest type goes first, however late it came; within a type, the oldest job");
    REQUIRE(in_words(done.handled) == R"([1 "d"] [2 "c"] [2 "e"])");
  }
  INFO("rule: the result is how many jobs were handled");
  CHECK(done.outcome == "returned 3");
}

TEST_CASE("step 3: the oldest has its turn") {
  const struct {
    std::string rule;
    Case scene;
    std::string handled;
  } cases[] = {
      {"after `patience` turns of the most urgent, the oldest job is taken, whatever its type",
       {{{3, "a"}, {2, "b"}, {1, "c"}, {1, "d"}}, 2, 2},
       R"([1 "c"] [1 "d"] [3 "a"] [2 "b"])"},
      {"the oldest has its turn again and again, each time after `patience` others",
       {{{7, "a"}, {6, "b"}, {1, "c"}, {1, "d"}, {5, "e"}, {1, "f"}}, 1, 1},
       R"([1 "c"] [7 "a"] [1 "d"] [6 "b"] [1 "f"] [5 "e"])"},
      {"an urgent job that is taken because it is the oldest has had the turn of the oldest",
       {{{2, "a"}, {1, "b"}, {2, "c"}, {1, "d"}, {3, "e"}, {2, "f"}}, 2, 2},
       R"([1 "b"] [1 "d"] [2 "a"] [2 "c"] [2 "f"] [3 "e"])"},
      {"a job that only had its turn as the oldest does not make the next turn its own",
       {{{4, "a"}, {5, "b"}, {1, "c"}}, 2, 1},
       R"([1 "c"] [4 "a"])"},
      {"with a patience of 0 every turn is the oldest's",
       {{{3, "a"}, {1, "b"}, {2, "c"}}, 1, 0},
       R"([3 "a"] [1 "b"] [2 "c"])"},
      {"patience is an int: of a large one no bit may be lost",
       {{{3, "a"}, {1, "b"}, {1, "c"}, {2, "d"}}, 2, 65537},
       R"([1 "b"] [1 "c"] [2 "d"])"},
      {"with the longest patience the oldest has no turn that anybody lives to see",
       {{{3, "a"}, {1, "b"}, {2, "c"}}, 2, INT_MAX},
       R"([1 "b"] [2 "c"])"},
  };
  for (const auto& one : cases) {
    const Drained done = tried(one.scene).drained[0], right = expected(one.scene);
    INFO(picture(one.scene, done));
    INFO("rule: ", one.rule);
    REQUIRE(in_words(done.handled) == one.handled);
    INFO("rule: the jobs of both kinds of turn are counted");
    CHECK(done.outcome == right.outcome);
  }
}

TEST_CASE("step 4: handling a job sends others") {
  const struct {
    std::string rule;
    Case scene;
    std::string handled;
  } cases[] = {
      {"before each job, look again what is the most urgent now: it may have just come",
       {{{2, "a"}, {2, "b"}}, 2, 5, {sends(0, {1, "c"})}},
       R"([2 "a"] [1 "c"] [2 "b"])"},
      {"a job that comes while the last one is handled counts too",
       {{{2, "a"}}, 2, 5, {sends(0, {1, "b"}), sends(1, {2, "c"})}},
       R"([2 "a"] [1 "b"] [2 "c"])"},
      {"the oldest has its turn although more urgent jobs come all the time",
       {{{9, "a"}, {1, "b"}}, 1, 2, {sends(0, {1, "c"}), sends(1, {1, "d"}), sends(2, {1, "e"})}},
       R"([1 "b"] [1 "c"] [9 "a"] [1 "d"] [1 "e"])"},
  };
  for (const auto& one : cases) {
    const Drained done = tried(one.scene).drained[0], right = expected(one.scene);
    INFO(picture(one.scene, done));
    INFO("rule: ", one.rule);
    REQUIRE(in_words(done.handled) == one.handled);
    INFO("rule: a job that came meanwhile is counted too");
    CHECK(done.outcome == right.outcome);
  }
}

TEST_CASE("step 5: one process drains twice, also one queue within the other") {
  const std::vector<Case> twice = {{{{3, "a"}, {1, "b"}, {1, "c"}, {1, "d"}}, 1, 2},
                                   {{{4, "e"}, {2, "f"}, {1, "g"}, {2, "h"}}, 2, 2}};
  std::vector<Case> within = twice;
  within[0].deeds = {does(Deed::Kind::drain_another, 0, 1)};
  std::vector<Case> row(most_calls, {{{2, "a"}, {1, "b"}, {1, "c"}, {1, "d"}}, 1, 1});
  for (int i = 1; i < most_calls; ++i) {
    row[i - 1].deeds = {does(Deed::Kind::drain_another, 1, i)};
    if (i % 3 == 1) row[i].waiting = {}, row[i].queue = i - 1;
  }
  const struct Play {
    std::string rule;
    std::vector<Case> cases;
    std::size_t count;
  } plays[] = {
      {"each call counts its own turns, and knows nothing of other calls", twice, 2},
      {"each call counts its own turns, also within another", within, 1},
      {"`handle` may call drain, to any depth, also for the same queue", row, 1},
  };
  for (const Play& play : plays) {
    const std::vector<Case>& cases = play.cases;
    const std::vector<Drained> done = tried(cases, play.count).drained;
    const std::vector<Drained> right = expected(cases, play.count);
    for (std::size_t i = 0; i < cases.size(); ++i) {
      INFO(picture(cases[i], done[i]));
      INFO("rule: ", play.rule);
      REQUIRE(in_words(done[i].handled) + ", " + done[i].outcome ==
              in_words(right[i].handled) + ", " + right[i].outcome);
    }
  }
}

TEST_CASE("step 6: jobs of any type and any length") {
  std::vector<Case> cases = {
      {{{LONG_MAX, "a"}, {1, "b"}}, LONG_MAX},
      {{{far + 1, "a"}, {far, "b"}, {3, "c"}}, far},
      {{{far + 1, "a"}, {LONG_MAX, "b"}}, 2, 0},
      {{{1, std::string(64, 'x')}, {1, "short"}, {1, ""}, {1, std::string{"\0\n\xff\0", 4}}}, 1},
  };
  Items many(300, {1, ""});
  for (int place = 0; place < 300; place += 7) many[place].type = 3;
  cases.push_back({many, 1, 130});
  Numbers numbers{4};
  while (cases.size() < 36) cases.push_back(any_case(numbers));
  const Tried tries = tried(cases, cases.size());
  int turns = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Drained &done = tries.drained[i], right = expected(cases[i]);
    INFO(picture(cases[i], done));
    {
      INFO("rule: the kernel compares types, any long; and a job has 0 to 64 bytes of any value");
      REQUIRE(in_words(done.handled) == in_words(right.handled));
    }
    {
      INFO("rule: the count is right in every case");
      CHECK(done.outcome == right.outcome);
    }
    {
      INFO("rule: all other jobs stay, in their order");
      CHECK(in_words(done.left) == in_words(right.left));
    }
    turns += static_cast<int>(right.handled.size()) + 1;
  }
  {
    INFO("rule: a turn is one call, however many jobs there were before");
    const int calls = tries.looks;
    CHECK(calls == turns);
  }
  {
    INFO("rule: drain does not let time pass now and then either");
    CHECK(tries.naps == "no nap");
  }
  const Case full{Items(1200, {1, ""})};
  const Drained done = tried(full).drained[0];
  INFO(picture(full, done));
  INFO("rule: a drain ends when a turn finds no job, and not before, however many there are");
  CHECK(done.outcome == expected(full).outcome);
}

TEST_CASE("step 7: other processes send and take between two of your calls") {
  const auto take = [](Queue queue) {
    Job job;
    (void)queue.try_receive(job);
  };
  const struct {
    Case scene;
    std::function<void(Queue)> other;
  } cases[] = {
      {{{{4, "a"}, {2, "b"}, {2, "c"}}, 2, 1},
       [](Queue queue) {
         queue.send(Job{1, "x"});
         queue.send(Job{3, "y"});
       }},
      {{{{1, "a"}}, 2, 1},
       [](Queue queue) {
         queue.send(Job{3, "x"});
         queue.send(Job{2, "y"});
         queue.send(Job{1, "z"});
       }},
      {{{{3, "a"}, {2, "b"}, {1, "c"}, {2, "d"}}, 2, 2},
       [&](Queue queue) {
         take(queue);
         take(queue);
       }},
  };
  for (const auto& [scene, other] : cases) {
    const Answer answer;
    const Call& call = answer->calls[0];
    std::string naps = "no nap", more_calls;
    const auto tally = judge::every_order(
        [&, &scene = scene, &other = other] {
          Scene asked;
          asked.calls[0] = call_of(scene);
          const Queue queue = queue_of(scene.waiting);
          asked.calls[0].msqid = queue.id();
          answer.begin(asked);
          Child drainer{[&] { return answer.play(); }};
          Child another{[&] { other(queue); }};
          return drainer.wait() + another.wait();
        },
        [&, &scene = scene](const Order& order) -> std::string {
          if (judge::has_napped("1", order)) naps = "a nap";
          const Items taken = received(order);
          const int calls = judge::calls_of("1", order, "msg"),
                    turns = static_cast<int>(taken.size()) + 1;
          if (calls != turns && more_calls.empty()) {
            more_calls = std::to_string(calls) + " calls in " + std::to_string(turns) + " turns";
          }
          const std::string wrong = compared(order, Drain{scene.least_urgent, scene.patience});
          if (!wrong.empty()) return wrong;
          if (in_words(handled_in(*answer, 0)) != in_words(taken)) {
            return "it took " + in_words(taken) + ", and handled " +
                   in_words(handled_in(*answer, 0));
          }
          const std::string right = "returned " + std::to_string(taken.size());
          return outcome_of(call) == right ? "" : "it " + outcome_of(call);
        },
        bounds());
    {
      INFO("rule: what a turn takes is decided in one call: in between others send and take");
      CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
    }
    {
      INFO("rule: a turn is one call on the queue, and no other is needed");
      CHECK(more_calls == "");
    }
    INFO("rule: drain does not let time pass between two jobs either");
    CHECK(naps == "no nap");
  }
}

TEST_CASE("step 8: a call fails, or handling does") {
  const Case scene{{{3, "a"}, {2, "b"}, {1, "c"}, {2, "d"}}, 2, 2};
  const Answer answer;
  const Call& call = answer->calls[0];
  const auto with_errnos = judge::with_each_errno("1", bounds());
  const auto tally = judge::every_order(
      [&] {
        Scene asked;
        asked.calls[0] = call_of(scene);
        asked.calls[0].msqid = queue_of(scene.waiting).id();
        answer.begin(asked);
        return in_child([&] { return answer.play(); });
      },
      [&](const Order& order) -> std::string {
        const std::string given = orders::errno_given_to("1", order);
        const std::string returned = "returned " + std::to_string(answer->handled);
        const std::string right = given.empty() || given == "ENOMSG" ? returned : "threw " + given;
        if (outcome_of(call) != right) return "it " + outcome_of(call);
        const bool is_left = in_words(handled_in(*answer, 0)) == in_words(received(order));
        return is_left ? "" : "it handled " + in_words(handled_in(*answer, 0));
      },
      with_errnos);
  {
    INFO("rule: ENOMSG ends the drain, and every other error is thrown, with its errno");
    CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  const Items one_too_long = {{4, std::string(65, 'x')}, {1, "a"}, {3, "b"}};
  for (const Case& big : {Case{one_too_long, 1, 1}, Case{one_too_long, 4, 2}}) {
    const Drained done = tried(big).drained[0], right = expected(big);
    INFO(picture(big, done));
    {
      INFO("rule: a job of more than 64 bytes is an error, E2BIG");
      REQUIRE(done.outcome == right.outcome);
    }
    INFO("rule: a job of more than 64 bytes stays in the queue");
    CHECK(in_words(done.left) == in_words(right.left));
  }
  for (const Deed& deed :
       {does(Deed::Kind::throw_runtime_error, 1), does(Deed::Kind::throw_errno, 1, ENOMSG),
        does(Deed::Kind::throw_errno, 1, EINVAL), does(Deed::Kind::throw_int, 1)}) {
    Case failing = scene;
    failing.deeds = {deed};
    const Drained done = tried(failing).drained[0], right = expected(failing);
    INFO(picture(failing, done));
    {
      INFO("rule: what `handle` throws is thrown to the caller of drain");
      REQUIRE(done.outcome == right.outcome);
    }
    INFO("rule: when `handle` throws, the jobs that it has not got stay");
    CHECK(in_words(done.left) == in_words(right.left));
  }
  Numbers numbers{8};
  const std::vector<Case> cases = any_cases(numbers, 10);
  const std::vector<Drained> done = tried(cases, 10).drained, right = expected(cases, 10);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (right[i].outcome.empty()) continue;  // it is not called
    INFO(picture(cases[i], done[i]));
    INFO("rule: an exception out of one call leaves nothing behind that another call would notice");
    REQUIRE(in_words(done[i].handled) + ", " + done[i].outcome +
                ", left: " + in_words(done[i].left) ==
            in_words(right[i].handled) + ", " + right[i].outcome +
                ", left: " + in_words(right[i].left));
  }
}
