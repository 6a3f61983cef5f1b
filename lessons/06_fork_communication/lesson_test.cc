#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "common/blocked.h"
#include "common/child.h"
#include "common/orders/director.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/queues.h"
#include "common/testing/signals.h"
#include "common/testing/sleeper.h"
#include "doctest/doctest.h"
#include "lessons/06_fork_communication/report.h"

using namespace fork_communication;
using namespace msgq;

namespace {

constexpr long to_child = 1;
constexpr long to_parent = 2;

}  // namespace

TEST_CASE("A child inherits the msqid, so parent and child need no key") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(in_child([&] { queue.send(Text<8>{1, "hello"}); }) == 0);
  Text<8> message;
  CHECK(queue.try_receive(message));
}

TEST_CASE("The msqid is only a number: after exec, or in another language, it is still good") {
  const Queue queue = Queue::create(ipc_private);
  const std::string msqid = std::to_string(queue.id());
  CHECK(in_child([&] {
          execlp("ipcrm", "ipcrm", "-q", msqid.c_str(), nullptr);
          return 127;
        }) == 0);
  CHECK_FALSE(testing::exists(queue));
}

TEST_CASE("fork does not say who runs first: the parent may look before the child has sent") {
  const auto tally = orders::every_order([] { return report_of_a_child(Receive::at_once); });
  CHECK(tally.orders == 2);
  CHECK(tally.bad == 1);
}

TEST_CASE("A receive that sleeps until the message comes never misses") {
  const auto tally = orders::every_order([] { return report_of_a_child(Receive::when_it_comes); });
  CHECK(tally.orders == 2);
  CHECK(tally.bad == 0);
}

TEST_CASE("With one type for both directions the parent receives its own question") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "6*7?"});
  Text<8> answer;
  CHECK(queue.try_receive(answer, Select::exactly(1)));
  CHECK(answer == "6*7?");
}

TEST_CASE("With a type for each direction, each side receives only what is meant for it") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{to_child, "6*7?"});
  Text<8> answer;
  CHECK_FALSE(queue.try_receive(answer, Select::exactly(to_parent)));

  Child child{[&] {
    Text<8> question;
    queue.receive(question, Select::exactly(to_child));
    queue.send(Text<8>{to_parent, "42"});
    return question == "6*7?" ? 0 : 1;
  }};
  queue.receive(answer, Select::exactly(to_parent));
  CHECK(answer == "42");
  CHECK(child.wait() == 0);
}

TEST_CASE("A child that sends more than the queue holds does not end before somebody receives") {
  const auto queue = ScopedQueue::create(ipc_private);
  testing::set_capacity(queue, 8);
  testing::Sleeper writer("msgsnd", [&] {
    for (int i = 0; i < 3; ++i) queue.send(Message<long>{});
  });
  // It sleeps: wait() here would be a deadlock.

  Message<long> message;
  for (int i = 0; i < 3; ++i) queue.receive(message);
  CHECK(writer.wait() == 0);
}

TEST_CASE("wait tells how the child ended: its exit status, or 128 and the signal's number") {
  CHECK(in_child([] { return 3; }) == 3);
  CHECK(in_child([] {
          testing::default_signals();
          raise(SIGTERM);
        }) == 128 + SIGTERM);
}

TEST_CASE("A child that has ended stays as a zombie until its parent waits") {
  Child child{[] { return 0; }};
  siginfo_t ended{};
  CHECK(waitid(P_PID, static_cast<id_t>(child.pid()), &ended, WEXITED | WNOWAIT) == 0);
  const std::string directory = "/proc/" + std::to_string(child.pid());
  std::string number, name, state;
  std::ifstream{directory + "/stat"} >> number >> name >> state;
  CHECK(state == "Z");
  child.wait();
  CHECK_FALSE(std::ifstream{directory + "/stat"}.is_open());
}

TEST_CASE("A sender's death wakes nobody: a queue has no end of file, as a pipe has") {
  const auto queue = ScopedQueue::create(ipc_private);
  testing::Sleeper receiver("msgrcv", [&] {
    Text<8> message;
    queue.receive(message, Select::exactly(to_child));
  });
  CHECK(in_child([] {}) == 0);  // the only one who could have sent
  CHECK_NOTHROW(receiver.wait_until_asleep());
  queue.send(Text<8>{to_child});
  CHECK(receiver.wait() == 0);
}

TEST_CASE("A parent's death does not wake its child either: it sleeps until a message comes") {
  const auto queue = ScopedQueue::create(ipc_private);
  const auto mail = ScopedQueue::create(ipc_private);
  CHECK(in_child([&] {
          const testing::Sleeper child{"msgrcv", [&] {
                                         prctl(PR_SET_PDEATHSIG, 0);  // or Child would end it
                                         Text<8> message;
                                         queue.receive(message, Select::exactly(to_child));
                                       }};
          mail.send(Message<pid_t>{1, child.pid()});
          return kill(getpid(), SIGKILL);
        }) == 128 + SIGKILL);
  Message<pid_t> orphan;
  REQUIRE(mail.try_receive(orphan));
  CHECK_NOTHROW(wait_until_blocked(orphan.body, "msgrcv"));
  queue.send(Text<8>{to_child});
  int status = -1;
  CHECK(waitpid(orphan.body, &status, 0) == orphan.body);  // it is ours now: see supervisor.h
  CHECK(status == 0);
}

TEST_CASE("What a child had sent is there even if it crashed afterwards") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(in_child([&] {
          queue.send(Text<8>{to_parent, "done"});
          return kill(getpid(), SIGKILL);
        }) == 128 + SIGKILL);
  Text<8> report;
  CHECK(queue.try_receive(report));
}

TEST_CASE("What was received is gone, even if the receiver dies before it has done the work") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{to_child, "work"});
  CHECK(in_child([&] {
          Text<8> work;
          queue.receive(work);
          return kill(getpid(), SIGKILL);
        }) == 128 + SIGKILL);
  CHECK(queue.status().messages == 0);
}

TEST_CASE(
    "A receiver that is killed in its sleep takes nothing: what comes later stays, for others") {
  const auto queue = ScopedQueue::create(ipc_private);
  const auto receive_one = [&] {
    Text<8> message;
    queue.receive(message);
  };
  testing::Sleeper killed{"msgrcv", receive_one};
  testing::Sleeper next{"msgrcv", receive_one};
  kill(killed.pid(), SIGKILL);
  CHECK(killed.wait() == 128 + SIGKILL);
  queue.send(Text<8>{1});
  CHECK(next.wait() == 0);

  testing::Sleeper last{"msgrcv", receive_one};
  kill(last.pid(), SIGKILL);
  CHECK(last.wait() == 128 + SIGKILL);
  queue.send(Text<8>{1});
  CHECK(queue.status().messages == 1);
}

TEST_CASE("A sender that is killed in its sleep has sent nothing, and nothing of it comes later") {
  const auto queue = ScopedQueue::create(ipc_private);
  testing::set_capacity(queue, 4);
  queue.send(Text<4>{1, "full"});
  testing::Sleeper killed{"msgsnd", [&] { queue.send(Text<4>{1, "lost"}); }};
  kill(killed.pid(), SIGKILL);
  CHECK(killed.wait() == 128 + SIGKILL);
  Text<4> message;
  queue.receive(message);
  CHECK(message == "full");
  CHECK_FALSE(queue.try_receive(message));
  CHECK(queue.try_send(Text<4>{1, "next"}));
}

TEST_CASE("Each message goes to one receiver only, however many are waiting") {
  const auto queue = ScopedQueue::create(ipc_private);
  const auto receive_one = [&] {
    Text<8> message;
    queue.receive(message);
  };
  testing::Sleeper one{"msgrcv", receive_one};
  testing::Sleeper other{"msgrcv", receive_one};
  queue.send(Text<8>{1});
  CHECK(one.wait() == 0);  // the first to sleep is the first served
  CHECK_NOTHROW(other.wait_until_asleep());
  queue.send(Text<8>{1});
  CHECK(other.wait() == 0);
}
