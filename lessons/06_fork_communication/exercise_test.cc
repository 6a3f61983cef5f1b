#include <signal.h>
#include <sys/syscall.h>

#include <algorithm>
#include <climits>
#include <string>
#include <vector>

#include "common/queue.h"
#include "doctest/doctest.h"
#include "lessons/06_fork_communication/stage.h"

using namespace msgq;
using namespace stage;

TEST_CASE("step 1: one worker, who is early or late") {
  const Play one{{call_with(1)}};
  Found question, no_sleep;
  const auto tally = one.in_every_order(
      [&](const Order& order, const Scene& scene) {
        no_sleep.note(who_does_not_sleep(order, 1), order);
        return wrong_answer(scene.calls[0]);
      },
      bounds());
  if (tally.endless > 0) no_sleep.note("somebody asks without end", *tally.first_bad);
  if (tally.first_bad && traffic_in(*tally.first_bad).parent_got_a_question) {
    question.note("the question", *tally.first_bad);
  }
  {
    INFO(
        "rule: each direction needs a type of its own, or the parent, which runs first, receives "
        "its own questions");
    const std::string the_parent_received_itself = question.words();
    REQUIRE_MESSAGE(the_parent_received_itself == "nothing", question.drawn());
  }
  {
    INFO(
        "rule: who must wait sleeps until there is something to do; no nap, no look again and "
        "again");
    REQUIRE_MESSAGE(no_sleep.words() == "nothing", no_sleep.drawn());
  }
  INFO("rule: an answer that comes late counts: the parent sleeps in a receive until it is there");
  REQUIRE_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
}

TEST_CASE("step 2: several workers, in every order") {
  const Play two{{call_with(2)}};
  Found detours;
  const auto tally = two.in_every_order(
      [&](const Order& order, const Scene& scene) {
        detours.note(detour(order, scene), order);
        return wrong_answer(scene.calls[0]);
      },
      bounds());
  {
    INFO("rule: nobody sleeps for ever, for what another has taken");
    REQUIRE_MESSAGE(where_it_is_stuck(tally) == "", orders::what_went_wrong(tally));
  }
  {
    INFO("rule: answers come in any order: say in the answer whose it is");
    REQUIRE_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  {
    INFO(
        "rule: each question goes through the queue to a child of its own, and so does the answer");
    CHECK_MESSAGE(detours.words() == "nothing", detours.drawn());
  }
  Call together = call_with(3);
  together.waits_for_all = true;
  const Play three{{together}};
  const auto of_three = three.in_every_order(
      [](const Order&, const Scene& scene) { return wrong_answer(scene.calls[0]); }, bounds(0, 6));
  INFO(
      "rule: all workers are at work at the same time: start every one before you receive (here "
      "each waits, at work, for the others)");
  CHECK_MESSAGE(of_three.bad == 0, orders::what_went_wrong(of_three));
}

TEST_CASE("step 3: the queue is full of answers") {
  Tally of_one;
  const Call narrow = narrow_call_with(2, size_of_an_answer(of_one));
  {
    INFO("rule: one worker has room for his answer (step 1)");
    REQUIRE_MESSAGE(of_one.bad == 0, orders::what_went_wrong(of_one));
  }
  Found no_sleep;
  const auto tally = Play{{narrow}}.in_every_order(
      [&](const Order& order, const Scene& scene) {
        no_sleep.note(who_does_not_sleep(order, 2), order);
        return wrong_answer(scene.calls[0]);
      },
      bounds_without_msgctl(1, 30));
  const std::string the_parent_is_stuck_in = where_it_is_stuck(tally);
  {
    INFO(
        "rule: once answers fill the queue, nobody can send and no worker ends; only a receive "
        "makes room");
    REQUIRE_MESSAGE(the_parent_is_stuck_in != "wait", orders::what_went_wrong(tally));
  }
  {
    INFO("rule: answers leave no room for another question: ask all before the first can answer");
    REQUIRE_MESSAGE(the_parent_is_stuck_in != "msgsnd", orders::what_went_wrong(tally));
  }
  {
    INFO("rule: a parent that sleeps until one worker answers makes no room: take any answer");
    REQUIRE_MESSAGE(the_parent_is_stuck_in != "msgrcv", orders::what_went_wrong(tally));
  }
  {
    INFO(
        "rule: who finds the queue full sleeps until there is room: no nap, no try again and "
        "again");
    CHECK_MESSAGE(no_sleep.words() == "nothing", no_sleep.drawn());
  }
  INFO("rule: no answer is lost because the queue is full");
  CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
}

TEST_CASE("step 4: workers fail, although they have answered") {
  for (const bool are_killed : {false, true}) {
    const int one = are_killed ? -SIGKILL : 128, other = are_killed ? -SIGHUP : 255;
    for (const auto& ends : std::vector<std::vector<int>>{{0, one, 0, other}, {one}, {0}}) {
      Call call = call_with_ends(ends);
      call.lingers = ends.size() == 1;
      Found wrong_counts;
      const auto tally = Play{{call}}.in_every_order(
          [&](const Order& order, const Scene& scene) {
            wrong_counts.note(wrong_count(scene.calls[0]), order);
            return wrong_answer(scene.calls[0]);
          },
          bounds(0, 4));
      {
        INFO("rule: the parent sleeps until a child ends, too: it does not ask again and again");
        REQUIRE_MESSAGE(tally.endless == 0, orders::what_went_wrong(tally));
      }
      {
        INFO(
            "rule: a worker sends its answer before it cleans up, so all answers are there, "
            "however it ends");
        REQUIRE_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
      }
      if (are_killed) {
        INFO("rule: a worker that is killed has no exit status, and has failed all the same");
        REQUIRE_MESSAGE(wrong_counts.words() == "nothing", wrong_counts.drawn());
      } else {
        INFO(
            "rule: a worker may fail although it has answered: count whoever ends with another "
            "exit status than 0");
        REQUIRE_MESSAGE(wrong_counts.words() == "nothing", wrong_counts.drawn());
      }
    }
  }
}

TEST_CASE("step 5: afterwards one process goes on, and nothing is left") {
  Found strays, handlers, children, changes, queue, beyond;
  const auto tally = Play{{call_with(2)}}.in_every_order(
      [&](const Order& order, const Scene& scene) {
        const Call& call = scene.calls[0];
        strays.note(call.strays > 0 ? "a worker" : "", order);
        handlers.note(call.handlers > 0 ? "the caller's handlers" : "", order);
        children.note(has_left_a_child(call) ? "a child" : "", order);
        changes.note(call.outcome.changed, order);
        queue.note(state_of_queue(order, call), order);
        queue.note(order.left.size() > 1 ? "there is another" : "", order);
        beyond.note(what_is_harmed(call), order);
        return "";
      },
      bounds(1, 8));
  {
    INFO("rule: only the parent comes back; a worker ends where its work does");
    const std::string came_back_too = strays.words();
    CHECK_MESSAGE(came_back_too == "nothing", strays.drawn());
  }
  {
    INFO("rule: a worker ends by _exit(2); exit(3) would also run what the caller has registered");
    const std::string a_worker_runs = handlers.words();
    CHECK_MESSAGE(a_worker_runs == "nothing", handlers.drawn());
  }
  {
    INFO("rule: no child is left, not even as a zombie");
    const std::string left = children.words();
    REQUIRE_MESSAGE(left == "nothing", children.drawn());
  }
  {
    INFO(
        "rule: all around the call is as it was: descriptors, signals, threads, timers, the "
        "folder");
    const std::string changed = changes.words();
    CHECK_MESSAGE(changed == "nothing", changes.drawn());
  }
  {
    INFO("rule: the queue is there as before, no message is left in it, and there is no other");
    const std::string wrong_with_the_queue = queue.words();
    CHECK_MESSAGE(wrong_with_the_queue == "nothing", queue.drawn());
  }
  {
    INFO("rule: nothing is written but the answers of the workers that there are");
    const std::string harmed = beyond.words();
    CHECK_MESSAGE(harmed == "nothing", beyond.drawn());
  }
  {
    INFO("rule: the call comes to an end (steps 1 to 3)");
    REQUIRE_MESSAGE(where_it_is_stuck(tally) == "", orders::what_went_wrong(tally));
  }
  INFO("rule: the queues of others stay as they are");
  CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
}

TEST_CASE("step 6: no worker, and many; any answer; one call after another") {
  const auto all_right = [](const Order& order, const Scene& scene) -> std::string {
    for (int i = 0; i < scene.count; ++i) {
      const Call& call = scene.calls[i];
      std::string wrong = mistake(call);
      if (wrong.empty()) wrong = what_is_harmed(call);
      if (wrong.empty()) wrong = state_of_queue(order, call);
      if (wrong.empty() && has_left_a_child(call)) wrong = "a child is left";
      if (!wrong.empty()) return "call " + std::to_string(i + 1) + ": " + wrong;
    }
    return "";
  };
  Bounds freely = bounds(0, 1);  // a crowd whose calls nobody watches takes a tenth of the time
  freely.calls = {SYS_msgget};
  for (const int workers : {0, 12, most_workers}) {
    Call call = call_with(workers);
    if (workers > 0) call.worker[5].status = call.worker[workers - 1].status = 1;
    freely.seconds = workers == most_workers ? 5 : 1;
    const auto tally = Play{{call}}.in_every_order(all_right, freely);
    CAPTURE(workers);
    INFO("rule: any number of workers answers, even none");
    REQUIRE_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  Bounds in_one_order = bounds(0, 1);
  in_one_order.steps = 200;
  const Call call = call_with_answers({-1, 0, INT_MIN, INT_MAX, 1 << 24, 255});
  const auto of_answers = Play{{call}}.in_every_order(all_right, in_one_order);
  {
    INFO("rule: any int is an answer, also -1, 0, and the smallest and the largest that there are");
    REQUIRE_MESSAGE(of_answers.bad == 0, orders::what_went_wrong(of_answers));
  }
  std::vector<Call> calls = generated_calls(8);
  calls[4].place = Place::another_thread;
  calls[5].place = Place::child;
  const auto of_calls = Play{calls}.in_every_order(all_right, in_one_order);
  INFO("rule: each call answers for itself, whatever the calls before it have met");
  CHECK_MESSAGE(of_calls.bad == 0, orders::what_went_wrong(of_calls));
}

TEST_CASE("step 7: a call fails") {
  Found strays, handlers, children, queue;
  const auto note = [&](const Order& order, const Call& call) {
    const bool is_there = std::count(order.left.begin(), order.left.end(), call.msqid) > 0;
    queue.note(is_there || call.is_removed ? "" : "the queue", order);
    strays.note(call.strays > 0 ? "a worker" : "", order);
    handlers.note(call.handlers > 0 ? "the caller's handlers" : "", order);
    children.note(has_left_a_child(call) ? "a child" : "", order);
  };
  Bounds with_errnos = bounds(0, 100);
  with_errnos.errnos = 1;
  const auto of_errnos = Play{{call_with(2)}}.in_every_order(
      [&](const Order& order, const Scene& scene) -> std::string {
        const Call& call = scene.calls[0];
        note(order, call);
        const std::string given = orders::errno_given_to("0", order);
        const bool may_go_on = given.empty() || given == "EINTR";
        if (may_go_on && mistake(call).empty()) return "";
        return !given.empty() && threw(call) == given ? "" : "it " + actor::in_words(call.outcome);
      },
      with_errnos);
  {
    INFO("rule: every error of a call on the queue is thrown, with its errno");
    CHECK_MESSAGE(of_errnos.bad == 0, orders::what_went_wrong(of_errnos));
  }
  Tally of_one;
  const int size = size_of_an_answer(of_one);
  for (const int most_forks : {0, 1, 2}) {
    // Two workers, of whom one has no room for his answer, do not end by themselves.
    Call call = narrow_call_with(3, size);
    call.most_forks = most_forks;
    const auto tally = Play{{call}}.in_every_order(
        [&](const Order& order, const Scene& scene) -> std::string {
          const Call& call = scene.calls[0];
          note(order, call);
          const bool is_right = call.is_refused ? threw(call) == "EAGAIN" : mistake(call).empty();
          return is_right ? "" : "it " + actor::in_words(call.outcome);
        },
        bounds_without_msgctl(0, 1));
    CAPTURE(most_forks);
    const std::string the_parent_is_stuck_in = where_it_is_stuck(tally);
    if (the_parent_is_stuck_in == "end") {
      children.note("a child", *tally.first_bad);
      continue;
    }
    {
      INFO("rule: a child that sleeps in msgsnd does not end: who throws kills it, and waits then");
      REQUIRE_MESSAGE(the_parent_is_stuck_in != "wait", orders::what_went_wrong(tally));
    }
    INFO(
        "rule: fork fails where there can be no more processes: it returns -1, which is no child, "
        "and that is thrown");
    REQUIRE_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  Call removed = call_with(2);
  removed.is_removed = true;
  const auto of_removal = Play{{removed}}.in_every_order(
      [&](const Order& order, const Scene& scene) -> std::string {
        const Call& call = scene.calls[0];
        note(order, call);
        const bool is_right = threw(call) == "EIDRM" || threw(call) == "EINVAL";
        return is_right ? "" : "it " + actor::in_words(call.outcome);
      },
      bounds(1, 20));
  {
    INFO(
        "rule: no exception carries a worker out of the function, into the caller's code: a worker "
        "whose call fails ends there");
    const std::string came_back_too = strays.words();
    CHECK_MESSAGE(came_back_too == "nothing", strays.drawn());
  }
  {
    INFO("rule: if the queue is removed meanwhile, the parent throws that, and nobody sleeps on");
    CHECK_MESSAGE(of_removal.bad == 0, orders::what_went_wrong(of_removal));
  }
  {
    INFO("rule: nor does a worker whose call fails run what the caller has registered: _exit(2)");
    const std::string a_worker_runs = handlers.words();
    CHECK_MESSAGE(a_worker_runs == "nothing", handlers.drawn());
  }
  {
    INFO("rule: the queue is the caller's, and stays, also when a call fails");
    const std::string removed_by_you = queue.words();
    CHECK_MESSAGE(removed_by_you == "nothing", queue.drawn());
  }
  {
    INFO(
        "rule: no child is left by an error either: kill those that were started, and wait for "
        "them");
    const std::string left = children.words();
    CHECK_MESSAGE(left == "nothing", children.drawn());
  }
}
