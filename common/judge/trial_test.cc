#include "common/judge/trial.h"

#include <signal.h>
#include <sys/msg.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "common/child.h"
#include "common/judge/answer.h"
#include "common/judge/neighbours.h"
#include "common/testing/queues.h"
#include "doctest/doctest.h"

using namespace msgq;
using orders::Order;

namespace {

std::string good(const Order&) { return ""; }

}  // namespace

TEST_CASE("who uses a queue of others is found, whatever he does to it") {
  const std::vector<std::function<void(Queue)>> deeds = {
      [](Queue queue) {
        queue.send(Text<8>{1, "spam"});
      },
      [](Queue queue) {
        Text<16> text;
        queue.receive(text);
        queue.send(text);
      },
      [](Queue queue) { testing::set_mode(queue, 0666); },
      [](Queue queue) { queue.remove(); },
  };
  for (const auto& deed : deeds) {
    for (const int i : {0, 1}) {
      judge::Neighbours neighbours;
      CHECK_FALSE(neighbours.were_touched());
      deed(neighbours[i]);
      CHECK(neighbours.were_touched());
    }
  }
  judge::Neighbours neighbours;
  deeds[0](neighbours[0]);
  CHECK(neighbours.were_touched());
  CHECK_FALSE(neighbours.were_touched());
}

TEST_CASE("an order in which somebody uses a queue of others is bad") {
  const auto deed = [] {
    judge::neighbours()[0].send(Text<8>{1, "spam"});
    return 0;
  };
  CHECK(judge::every_order([] { return 0; }, good).bad == 0);
  const orders::Tally tally = judge::every_order(deed, good);
  CHECK(tally.bad == 1);
  CHECK(tally.verdicts.count("somebody used a queue that has nothing to do with this") == 1);
  CHECK(judge::every_order([] { return 0; }, good).bad == 0);
}

TEST_CASE("each call is answered with what it may fail with, by its flags") {
  struct Case {
    std::function<void(int)> call;
    std::vector<std::string> errnos;
  };
  static char text[16] = {1};
  std::vector<Case> cases = {
      {[](int) { msgget(1, 0); }, {"EACCES", "ENOENT"}},
      {[](int) { msgget(IPC_PRIVATE, IPC_CREAT | 0600); }, {"EACCES", "ENOMEM", "ENOSPC"}},
      {[](int id) { msgsnd(id, text, 1, IPC_NOWAIT); }, {"EACCES", "EAGAIN", "EINVAL", "ENOMEM"}},
      {[](int id) { msgsnd(id, text, 1, 0); }, {"EACCES", "EIDRM", "EINTR", "EINVAL", "ENOMEM"}},
      {[](int id) { msgrcv(id, text, 1, 0, IPC_NOWAIT); }, {"E2BIG", "EACCES", "EINVAL", "ENOMSG"}},
      {[](int id) { msgrcv(id, text, 1, 0, IPC_NOWAIT | MSG_NOERROR); },
       {"EACCES", "EINVAL", "ENOMSG"}},
      {[](int id) { msgctl(id, IPC_STAT, nullptr); }, {"EACCES", "EINVAL", "EPERM"}},
      {[](int id) { Child{[id] { msgctl(id, IPC_STAT, nullptr); }}.wait(); },
       {"EACCES", "EINVAL", "EPERM"}},
  };
#if !defined(__SANITIZE_THREAD__)  // which starts threads of its own
  cases.push_back({[](int id) { std::thread{[id] { msgctl(id, IPC_STAT, nullptr); }}.join(); },
                   {"EACCES", "EINVAL", "EPERM"}});
#endif
  for (const auto& [call, errnos] : cases) {
    std::vector<std::string> given;
    judge::every_order(
        [&call = call] {
          const auto queue = ScopedQueue::create(ipc_private);
          return in_child([&] { call(queue.id()); });
        },
        [&](const Order& order) {
          const std::string one = orders::errno_given_to("1", order);
          if (!one.empty()) given.push_back(one);
          return "";
        },
        judge::with_each_errno("1", {}));
    std::sort(given.begin(), given.end());
    CHECK(given == errnos);
  }
}

TEST_CASE("why a call has not returned") {
  const auto said_of = [](const std::function<void()>& call, const orders::Bounds& bounds = {}) {
    std::string said;
    judge::every_order([&] { return in_child(call); },
                       [&](const Order& order) {
                         said = judge::what_came_of({}, "1", order);
                         return "";
                       },
                       bounds);
    return said;
  };
  CHECK(said_of([] { _exit(3); }) == "ended its process: exit 3");
  CHECK(said_of([] { _exit(0); }) == "ended its process: exit 0");
  CHECK(said_of([] { raise(SIGKILL); }) == "crashed: SIGKILL");
#if !defined(__SANITIZE_THREAD__)  // whose own thread is awake again and again
  CHECK(said_of([] { pause(); }) == "sleeps for ever");
#endif
  CHECK(said_of(
            [] {
              for (volatile bool go_on = true; go_on;) {
              }
            },
            {.seconds = 0.05}) == "never stops");
  Order order;
  actor::Outcome outcome;
  CHECK(judge::what_came_of(outcome, "1", order) == "has not returned");
  outcome.kind = actor::Outcome::Kind::returned;
  CHECK(judge::what_came_of(outcome, "1", order) == "returned");
  order.events.push_back({orders::Event::Kind::killed, "1", "", ""});
  CHECK(judge::what_came_of({}, "1", order) == "was killed");
}

TEST_CASE("calls and naps of a task are counted") {
  int sent = 0, all = 0, of_parent = 0;
  bool napped = false, parent_napped = false;
  judge::every_order(
      [] {
        const auto queue = ScopedQueue::create(ipc_private);
        return in_child([&] {
          queue.send(Text<8>{1, "a"});
          queue.send(Text<8>{1, "b"});
          usleep(1);
          (void)queue.status();
        });
      },
      [&](const Order& order) {
        sent = judge::calls_of("1", order, "msgsnd");
        all = judge::calls_of("1", order);
        of_parent = judge::calls_of("0", order);
        napped = judge::has_napped("1", order);
        parent_napped = judge::has_napped("0", order);
        return "";
      });
  CHECK(sent == 2);
  CHECK(all == 4);
  CHECK(of_parent == 2);
  CHECK(napped);
  CHECK_FALSE(parent_napped);
}

TEST_CASE("who slept, and at which moments a process looked") {
  int slept = 0, moments_seen = 0, none = 0;
  const auto tally = judge::every_order(
      [] {
        const auto queue = ScopedQueue::create(ipc_private);
        Child other{[&] {
          queue.send(Text<8>{1, "a"});
          queue.send(Text<8>{1, "b"});
        }};
        Child looker{[&] {
          Text<8> text;
          queue.receive(text);
          (void)queue.status();
        }};
        return other.wait() + looker.wait();
      },
      [&](const Order& order) {
        slept += judge::has_slept("2", order);
        none += judge::has_slept("1", order) || judge::moments_of("3", "1", order).has_value();
        const auto moments = judge::moments_of("2", "1", order);
        moments_seen |= 1 << (3 * moments->first + moments->last);
        return "";
      });
  CHECK(tally.bad == 0);
  CHECK(slept > 0);
  CHECK(slept < tally.orders);
  CHECK(none == 0);
  // From 0 to 1, 0 to 2, 1 to 1, 1 to 2, 2 to 2: it cannot look twice before there is a message.
  CHECK(moments_seen == (1 << 1 | 1 << 2 | 1 << 4 | 1 << 5 | 1 << 8));
}

TEST_CASE("an answer that cannot be started is no answer") {
  struct Scene {
    int unused;
  };
  unsetenv("MSGQ_ANSWER");
  CHECK_THROWS_AS(judge::Answer<Scene>{}, std::runtime_error);
  setenv("MSGQ_ANSWER", "/nowhere/at/all", 1);
  CHECK_THROWS_AS(judge::Answer<Scene>{}, std::runtime_error);
  setenv("MSGQ_ANSWER", "/dev/null", 1);
  CHECK_THROWS_AS(judge::Answer<Scene>{}, std::runtime_error);
  CHECK(in_child([] { return judge::become_answer("/nowhere/at/all", 0, 0); }) == 127);
}
