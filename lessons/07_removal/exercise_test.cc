#include <cerrno>
#include <climits>
#include <random>
#include <string>
#include <vector>

#include "common/error_of.h"
#include "common/orders/columns.h"
#include "common/scoped_queue.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"
#include "lessons/07_removal/stage.h"

using namespace msgq;
using namespace stage;
using orders::Order;

TEST_CASE("step 1: the end of the scope") {
  const Play begun{creates()};
  const Outcome fresh = come_of(begun);
  {
    INFO("rule: the constructor creates a queue, and no other");
    REQUIRE(fresh.left == "the queue");
  }
  {
    INFO("rule: only its owner may send and receive: mode 0600");
    CHECK(fresh.mode == "0600");
  }
  const Play whole{creates(), destroys()};
  const Outcome ended = come_of(whole);
  {
    INFO("rule: at the end of the scope the queue is removed");
    REQUIRE(ended.left == "no queue");
  }
  {
    INFO("rule: it is removed once");
    CHECK(ended.calls_to_remove == 1);
  }
  {
    INFO("rule: the end of the scope leaves all as it was but the queue");
    CHECK(in_words(whole[1]) == "returned");
    CHECK(orders::name_of_errno(whole[1].error_after) == "EXDEV");
  }
  const Play full{{creates(), meets(), destroys()}, [](Meeting& meeting) {
                    meeting.send({Job{1, "a"}, Job{2, "b"}});
                  }};
  {
    INFO("rule: it is removed with all that is in it");
    CHECK(come_of(full).left == "no queue");
  }
  {
    INFO("rule: another thread is no other process: the queue is removed there too");
    CHECK(come_of(Play{creates(), in_thread(destroys())}).left == "no queue");
    CHECK(come_of(Play{in_thread(creates()), destroys()}).left == "no queue");
  }
  {
    INFO("rule: two owners have two queues, and each removes its own");
    CHECK(come_of(Play{creates(0), creates(1), destroys(0)}).left == "the second owner's queue");
    CHECK(come_of(Play{creates(0), creates(1), destroys(1)}).left == "the queue");
  }
  {
    INFO("rule: a scope that ends by an exception ends like any other: the queue is removed");
    CHECK(come_of(Play{creates(), by_exception(destroys())}).left == "no queue");
  }
}

TEST_CASE("step 2: two processes") {
  {
    INFO("rule: first of all, an owner's scope comes to an end");
    REQUIRE(first_scope() == "returned");
  }
  {
    INFO("rule: a child that has inherited the owner leaves its parent's queue alone");
    CHECK(come_of(Play{creates(), in_child(destroys())}).left == "the queue");
    CHECK(come_of(Play{creates(), in_child(destroys(), 2)}).left == "the queue");
  }
  {
    INFO("rule: the parent removes it, whatever a child did with its copy");
    CHECK(come_of(Play{creates(), in_child(destroys()), destroys()}).left == "no queue");
    CHECK(come_of(Play{creates(), in_child(releases()), destroys()}).left == "no queue");
  }
  {
    INFO("rule: whoever creates the queue removes it, and that may be a child");
    CHECK(come_of(Play{in_child(creates()), in_child(destroys())}).left == "no queue");
  }
  INFO("rule: each owner remembers its own process: of two, a child may have created one only");
  const Play both{creates(0), in_child(creates(1)), in_child(destroys(0)), in_child(destroys(1))};
  CHECK(come_of(both).left == "the queue");
}

TEST_CASE("step 3: somebody else has removed the queue") {
  {
    INFO("rule: first of all, an owner's scope comes to an end");
    REQUIRE(first_scope() == "returned");
  }
  const Play late{{creates(), meets(), destroys()},
                  [](Meeting& meeting) { meeting.queue.remove(); }};
  come_of(late);
  {
    INFO("rule: the destructor never throws, for that would end the program");
    REQUIRE(in_words(late[2]) == "returned");
  }
  {
    INFO("rule: it leaves errno alone, also if there was nothing to remove any more");
    CHECK(orders::name_of_errno(late[2].error_after) == "EXDEV");
  }
  const testing::TemporaryFile file;
  const Play replaced{{creates(0, file.key()), meets(), destroys()}, [&](Meeting& meeting) {
                        meeting.queue.remove();
                        Queue::create(file.key());
                      }};
  INFO("rule: a new queue with the old key is somebody else's: remove by msqid");
  CHECK(come_of(replaced).left == "another queue");
}

TEST_CASE("step 4: the queue is given away") {
  {
    INFO("rule: first of all, an owner's scope comes to an end");
    REQUIRE(first_scope() == "returned");
  }
  const Play given{creates(), releases(), destroys()};
  const Outcome come = come_of(given);
  {
    INFO("rule: what was given away is not removed");
    REQUIRE(come.left == "the queue");
  }
  {
    INFO("rule: release() returns the queue");
    CHECK(in_words(given[1]) == "returned");
    const int msqid_of_release = given[1].msqid, msqid_of_the_queue = given[0].msqid;
    CHECK(msqid_of_release == msqid_of_the_queue);
  }
  {
    INFO("rule: for a queue that it gave away, an owner makes no call");
    CHECK(come.calls_to_remove == 0);
  }
  INFO("rule: an owner that gives its queue away takes no other owner's with it");
  const Play one_of_two{creates(0), creates(1), releases(0), destroys(0), destroys(1)};
  CHECK(come_of(one_of_two).left == "the queue");
}

TEST_CASE("step 5: the kernel refuses") {
  {
    INFO("rule: first of all, an owner's scope comes to an end");
    REQUIRE(first_scope() == "returned");
  }
  const testing::TemporaryFile file;
  const auto there = ScopedQueue::create(file.key());
  there.send(Job{1, "not yours"});
  const Play second{creates(0, file.key()), destroys()};
  const Outcome come = come_of(second);
  {
    INFO("rule: a queue that was there before belongs to somebody else: EEXIST");
    REQUIRE(in_words(second[0]) == "threw EEXIST");
  }
  {
    INFO("rule: somebody else's queue stays as it is, and no other is made");
    const std::string found = testing::exists(there) ? testing::drawn(there) : "it is removed";
    CHECK(found == "head > [1 \"not yours\"] > tail\n");
    CHECK(come.left == "no queue");
  }
  const Play refused{creates(), destroys()};
  const auto judge = [&](const Order& order) -> std::string {
    const std::string given = orders::errno_given_to("1", order);
    if (refused[0].outcome.kind != actor::Outcome::Kind::returned) {
      const bool is_thrown = in_words(refused[0]) == "threw " + given;
      return is_thrown ? "" : "the constructor " + in_words(refused[0]);
    }
    if (refused[1].outcome.returned() && refused[1].error_after == EXDEV) return "";
    return "the destructor " + in_words(refused[1]) + ", and errno is " +
           orders::name_of_errno(refused[1].error_after);
  };
  const auto tally = refused.in_every_order(judge, with_errnos());
  INFO("rule: the constructor throws every error, the destructor none, and it leaves errno alone");
  CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
}

TEST_CASE("step 6: close() with jobs in the queue") {
  {
    INFO("rule: close() needs nobody else, and leaves all as it was but the queue");
    REQUIRE(first_close() == "returned");
  }
  const auto close_with = [](const std::vector<Job>& jobs) {
    const Play play{{creates(), meets(), closes()}, [&](Meeting& meeting) {
                      for (const Job& job : jobs) meeting.queue.send(job);
                    }};
    std::string left;
    orders::Bounds many = bounds();
    many.steps = 300;
    const auto tally = play.in_every_order(
        [&](const Order& order) {
          left = left_in_words(order, play);
          return judge::has_napped("1", order) ? "it let time pass, although no job is to come"
                                               : "";
        },
        many);
    std::vector<std::string> wanted;
    for (const Job& job : jobs) wanted.push_back(in_words(job));
    const std::string jobs_sent = in_words(wanted), jobs_handled = in_words(handled(play));
    {
      INFO("rule: close() needs nobody else, and leaves all as it was but the queue");
      REQUIRE(in_words(play[2]) == "returned");
      REQUIRE_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
    }
    {
      INFO("rule: each job that was sent is handled once, the oldest first, whatever its type");
      REQUIRE(jobs_handled == jobs_sent);
    }
    {
      INFO("rule: close() returns how many jobs it has handled");
      REQUIRE(play[2].count == static_cast<int>(jobs.size()));
    }
    INFO("rule: a queue that is closed is removed");
    REQUIRE(left == "no queue");
  };
  close_with({});
  close_with({Job{1, "a"}});
  close_with({Job{3, "a"}, Job{1, "b"}, Job{2, "c"}, Job{1, "d"}});
  close_with({Job{1, std::string(64, 'x')}, Job{1, ""}, Job{LONG_MAX, "y"}});
  std::mt19937 numbers{7};  // the same each time
  for (int i = 0; i < 4; ++i) {
    std::vector<Job> jobs(10 + numbers() % 50);
    for (Job& job : jobs) {
      std::string text(numbers() % 65, ' ');
      for (char& letter : text) letter = static_cast<char>(numbers());
      job = Job{static_cast<long>(1 + numbers() % 4), text};
    }
    close_with(jobs);
  }
  const Play ended{{creates(), meets(), closes(), destroys()}, [](Meeting& meeting) {
                     meeting.send({Job{1, "a"}});
                   }};
  {
    INFO("rule: each close() counts for itself, also of another owner");
    const Play two{{creates(0), creates(1), meets(0), closes(0), closes(1)}, [](Meeting& meeting) {
                     meeting.send({Job{1, "a"}});
                   }};
    come_of(two);
    CHECK(two[3].count == 1);
    CHECK(two[4].count == 0);
  }
  INFO("rule: after close() there is nothing to remove any more: it was removed once");
  CHECK(come_of(ended).calls_to_remove == 1);
}

TEST_CASE("step 7: others send while you close") {
  {
    INFO("rule: close() needs nobody else, and leaves all as it was but the queue");
    REQUIRE(first_close() == "returned");
  }
  const std::vector<Prepare> scenes = {
      [](Meeting& meeting) {
        meeting.send({Job{1, "x"}});
        meeting.also([](Queue queue) { (void)queue.try_send(Job{2, "a"}); });
      },
      [](Meeting& meeting) {
        meeting.also([](Queue queue) { (void)queue.try_send(Job{2, "a"}); });
        meeting.also([](Queue queue) { queue.send(Job{1, ""}); });
      },
  };
  for (const Prepare& scene : scenes) {
    const Play play{{creates(), meets(), closes()}, scene};
    const auto tally = play.in_every_order(
        [&](const Order& order) { return what_close_did(order, play, play[2]); });
    INFO("rule: no job is lost: what was sent is handled; who is told that it was not, knows it");
    REQUIRE_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
}

TEST_CASE("step 8: somebody sleeps in send, or is killed there") {
  {
    INFO("rule: close() needs nobody else, and leaves all as it was but the queue");
    REQUIRE(first_close() == "returned");
  }
  const Play full{{creates(), meets(), closes()}, [](Meeting& meeting) {
                    meeting.send({Job{2, "a"}});
                    testing::set_capacity(meeting.queue, 1);
                    meeting.also([](Queue queue) { queue.send(Job{1, "b"}); });
                  }};
  const auto judge = [&](const Order& order) {
    return was_killed("1", order) ? "" : what_close_did(order, full, full[2]);
  };
  {
    const auto tally = full.in_every_order(judge);
    INFO(
        "rule: who sleeps in send gets in before you close, or never; and wakes when you are done");
    CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  orders::Bounds with_a_death = bounds();
  with_a_death.deaths = 1;
  with_a_death.preemptions = 0;
  const auto tally = full.in_every_order(judge, with_a_death);
  INFO("rule: a sender that is killed sends nothing more, and keeps nobody from closing");
  CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
}

TEST_CASE("step 9: others receive while you close, and look at the queue") {
  {
    INFO("rule: close() needs nobody else, and leaves all as it was but the queue");
    REQUIRE(first_close() == "returned");
  }
  const Play shared{{creates(), meets(), closes()}, [](Meeting& meeting) {
                      meeting.send({Job{1, "a"}, Job{1, "b"}});
                      meeting.also([](Queue queue) {
                        Job job;
                        queue.receive(job);
                      });
                    }};
  auto tally = shared.in_every_order(
      [&](const Order& order) { return what_close_did(order, shared, shared[2]); });
  {
    INFO("rule: what another has received is his: nobody gets it again, and nobody waits for it");
    CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  const Play seen{{creates(), meets(), closes()}, [&seen](Meeting& meeting) {
                    meeting.send({Job{1, "a"}});
                    testing::set_mode(meeting.queue, 0620);
                    const Settings before = meeting.queue.status().settings;
                    meeting.also([&seen, before](Queue queue) {
                      const Settings now = queue.status().settings;
                      seen.note({.at_all = true,
                                 .mode = static_cast<int>(now.mode),
                                 .same_owner = now.uid == before.uid && now.gid == before.gid});
                    });
                  }};
  tally = seen.in_every_order([&](const Order&) {
    const Seen& now = seen.scene().seen;
    if (!now.at_all || (now.mode == 0620 && now.same_owner)) return "";
    return now.same_owner ? "it has another mode" : "it has another owner";
  });
  INFO(
      "rule: owner and mode stay as they are: IPC_SET writes all four settings, so read them "
      "first");
  CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
}

TEST_CASE("step 10: there is no queue of its own to close") {
  {
    INFO("rule: close() needs nobody else, and leaves all as it was but the queue");
    REQUIRE(first_close() == "returned");
  }
  const auto fill = [](Meeting& meeting) { meeting.send({Job{1, "a"}, Job{1, "b"}}); };
  const auto untouched = [](const Outcome& come) {
    return come.left + ", " + std::to_string(come.messages) + " messages, capacity " +
           std::to_string(come.capacity);
  };
  const Play nothing{{creates(), meets(), releases(), in_child(destroys())}, fill};
  const std::string as_it_was = untouched(come_of(nothing));

  const Play released{{creates(), meets(), releases(), closes()}, fill};
  const std::string after_release = untouched(come_of(released));
  {
    INFO("rule: who has given the queue away has none to close: EPERM");
    CHECK(in_words(released[3]) == "threw EPERM");
    CHECK(after_release == as_it_was);
  }
  const Play inherited{{creates(), meets(), in_child(closes())}, fill};
  const std::string after_a_childs = untouched(come_of(inherited));
  {
    INFO("rule: a child that has inherited the owner has none to close: EPERM");
    CHECK(in_words(inherited[2]) == "threw EPERM");
    CHECK(after_a_childs == as_it_was);
  }
  const Play twice{{creates(), meets(), closes(), closes(), destroys()}, fill};
  const Outcome after_both = come_of(twice);
  {
    INFO("rule: who has closed the queue has none to close any more: EPERM");
    CHECK(in_words(twice[2]) == "returned");
    CHECK(in_words(twice[3]) == "threw EPERM");
    CHECK(after_both.calls_to_remove == 1);
  }
  const Play of_child{{in_child(creates()), in_child(meets()), in_child(closes())}, fill};
  come_of(of_child);
  {
    INFO("rule: whoever creates the queue may close it, and that may be a child");
    CHECK(in_words(of_child[2]) == "returned");
  }
  const Play of_thread{{creates(), meets(), in_thread(closes())}, fill};
  come_of(of_thread);
  INFO("rule: another thread of the owner's process may close it too");
  CHECK(in_words(of_thread[2]) == "returned");
}

TEST_CASE("step 11: an error stops close()") {
  {
    INFO("rule: close() needs nobody else, and leaves all as it was but the queue");
    REQUIRE(first_close() == "returned");
  }
  // Whatever the kernel says, but for the two that mean that there is nothing left to do.
  const Play refused{
      {creates(), meets(), closes(), meets(), destroys()},
      [](Meeting& meeting) {
        meeting.send({Job{1, "a"}});
      },
      [&refused](Meeting& meeting) { refused.note({.is_there = testing::exists(meeting.queue)}); }};
  auto tally = refused.in_every_order(
      [&](const Order& order) -> std::string {
        if (!refused[0].outcome.returned()) return "";
        const std::string given = orders::errno_given_to("1", order);
        const bool is_all_right = given.empty() || was_told(order, "RMID", "EINVAL") ||
                                  was_told(order, "msgrcv", "ENOMSG");
        const std::string wanted = is_all_right ? "returned" : "threw " + given;
        if (in_words(refused[2]) != wanted) {
          return "close() " + in_words(refused[2]) + ", where it should have " + wanted;
        }
        if (is_all_right) return "";
        if (!refused.scene().seen.is_there) {
          return "close() threw " + given + ", and has removed the queue";
        }
        if (order.left.empty()) return "";
        return "close() threw " + given + ", and then the destructor has not removed the queue";
      },
      with_errnos());
  {
    INFO(
        "rule: every error is thrown, and the queue stays the owner's own, to be removed in the "
        "end");
    CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  const testing::TemporaryFile file;
  const Play removed{{creates(0, file.key()), meets(), closes(), destroys()},
                     [&](Meeting& meeting) {
                       meeting.send({Job{1, "a"}});
                       meeting.also([&](Queue queue) {
                         queue.remove();
                         Queue::create(file.key());
                       });
                     }};
  tally = removed.in_every_order([&](const Order& order) -> std::string {
    if (left_in_words(order, removed) != (has_made_a_queue(order) ? "another queue" : "no queue")) {
      return "in the end there is " + left_in_words(order, removed);
    }
    const std::string jobs = what_became_of_the_jobs(order, removed);
    if (removed[2].outcome.returned()) return jobs;
    if (was_removed_late(order)) {
      return "close() " + in_words(removed[2]) + ", although every job was handled";
    }
    const bool says_so = removed[2].outcome.threw(EINVAL) || removed[2].outcome.threw(EIDRM);
    return says_so ? "" : "close() " + in_words(removed[2]);
  });
  {
    INFO("rule: somebody else removes the queue: an error before it was found empty, none after");
    CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  const auto judge_of_two_closes = [](const Play& thrown, const std::string& wanted) {
    return [&thrown, wanted](const Order& order) -> std::string {
      if (in_words(thrown[2]) != wanted) {
        return "handle threw, and close() " + in_words(thrown[2]);
      }
      if (!thrown[3].outcome.returned()) return "another close() " + in_words(thrown[3]);
      const std::string jobs = what_became_of_the_jobs(order, thrown);
      if (!jobs.empty()) return jobs;
      const int left_for_it = thrown.scene().handled_count - 2;
      if (thrown[3].count == left_for_it) return "";
      return "another close() returned " + std::to_string(thrown[3].count) + " instead of " +
             std::to_string(left_for_it);
    };
  };
  const Play thrown{{creates(), meets(), closes_and_throws(2, 0), closes()}, [](Meeting& meeting) {
                      meeting.send({Job{1, "a"}, Job{1, "b"}, Job{1, "c"}});
                    }};
  tally = thrown.in_every_order(judge_of_two_closes(thrown, "threw something else"));
  {
    INFO("rule: what handle throws is passed on; another close() goes on with the jobs after it");
    CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
  }
  {
    INFO(
        "rule: when handle has thrown, the queue is still the owner's own, to be removed in the "
        "end");
    const Play ended{{creates(), meets(), closes_and_throws(1, 0), destroys()},
                     [](Meeting& meeting) {
                       meeting.send({Job{1, "a"}});
                     }};
    CHECK(come_of(ended).left == "no queue");
  }
  const Play thrown_as_if{{creates(), meets(), closes_and_throws(2, ENOMSG), closes()},
                          [](Meeting& meeting) {
                            meeting.send({Job{1, "a"}, Job{1, "b"}, Job{1, "c"}});
                          }};
  tally = thrown_as_if.in_every_order(judge_of_two_closes(thrown_as_if, "threw ENOMSG"));
  INFO("rule: an errno that handle throws is not one of the queue's");
  CHECK_MESSAGE(tally.bad == 0, orders::what_went_wrong(tally));
}
