#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <string>

#include "common/blocked.h"
#include "common/child.h"
#include "common/error_of.h"
#include "common/scoped_queue.h"
#include "doctest/doctest.h"
#include "lessons/06_fork_communication/rounds.h"

using namespace msgq;
using namespace fork_communication;

namespace {

constexpr long to_child = 1;
constexpr long to_parent = 2;

bool is_running(pid_t pid) {
  siginfo_t ended{};
  return waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         ended.si_pid == 0;
}

}  // namespace

TEST_CASE("A child inherits the msqid, so parent and child need no key") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(Child{[&] { queue.send(Text<8>{1, "hello"}); }}.wait() == 0);
  Text<8> message;
  CHECK(queue.try_receive(message));
}

TEST_CASE("The msqid is only a number: after exec, or in another language, it is still good") {
  const Queue queue = Queue::create(ipc_private);
  const std::string msqid = std::to_string(queue.id());
  CHECK(Child{[&] {
          execlp("ipcrm", "ipcrm", "-q", msqid.c_str(), nullptr);
          return 127;
        }}.wait() == 0);
  CHECK(error_of([&] { queue.status(); }) == EINVAL);
}

TEST_CASE("fork does not say who runs first: the parent may look before the child has sent") {
  const auto queue = ScopedQueue::create(ipc_private);
  const auto gate = ScopedQueue::create(ipc_private);
  Child late{[&] {
    Text<0> open;
    gate.receive(open);  // a child that the scheduler lets run late
    queue.send(Text<8>{1, "done"});
  }};
  Text<8> report;
  CHECK_FALSE(queue.try_receive(report));
  gate.send(Text<0>{});
  queue.receive(report);
  CHECK(report == "done");
  CHECK(late.wait() == 0);
}

TEST_CASE("A receive that sleeps until the message comes never misses") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(missed_reports(queue, 50, Receive::when_it_comes) == 0);
  CHECK(queue.status().messages == 0);
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
  Settings settings = queue.status().settings;
  settings.max_bytes = 8;
  queue.set(settings);
  Child writer{[&] {
    for (int i = 0; i < 3; ++i) queue.send(Message<long>{});
  }};
  wait_until_blocked(writer.pid(), "msgsnd");
  CHECK(is_running(writer.pid()));  // wait() here would be a deadlock

  Message<long> message;
  for (int i = 0; i < 3; ++i) queue.receive(message);
  CHECK(writer.wait() == 0);
}

TEST_CASE("wait tells how the child ended: its exit status, or 128 and the signal's number") {
  CHECK(Child{[] { return 3; }}.wait() == 3);
  CHECK(Child{[] {
          signal(SIGTERM, SIG_DFL);
          raise(SIGTERM);
        }}.wait() == 128 + SIGTERM);
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
  Child receiver{[&] {
    Text<8> message;
    queue.receive(message, Select::exactly(to_child));
  }};
  wait_until_blocked(receiver.pid(), "msgrcv");
  CHECK(Child{[&] { return 0; }}.wait() == 0);  // the only one who could have sent
  CHECK(is_running(receiver.pid()));
  wait_until_blocked(receiver.pid(), "msgrcv");
  queue.send(Text<8>{to_child});
  CHECK(receiver.wait() == 0);
}

TEST_CASE("What a child had sent is there even if it crashed afterwards") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(Child{[&] {
          queue.send(Text<8>{to_parent, "done"});
          return kill(getpid(), SIGKILL);
        }}.wait() == 128 + SIGKILL);
  Text<8> report;
  CHECK(queue.try_receive(report));
}

TEST_CASE("What was received is gone, even if the receiver dies before it has done the work") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{to_child, "work"});
  CHECK(Child{[&] {
          Text<8> work;
          queue.receive(work);
          return kill(getpid(), SIGKILL);
        }}.wait() == 128 + SIGKILL);
  CHECK(queue.status().messages == 0);
}

TEST_CASE("Each message goes to one receiver only, however many are waiting") {
  const auto queue = ScopedQueue::create(ipc_private);
  const auto receive_one = [&] {
    Text<8> message;
    queue.receive(message);
  };
  Child one{receive_one};
  wait_until_blocked(one.pid(), "msgrcv");
  Child other{receive_one};
  wait_until_blocked(other.pid(), "msgrcv");
  queue.send(Text<8>{1});
  CHECK(one.wait() == 0);  // the first to sleep is the first served
  CHECK(is_running(other.pid()));
  queue.send(Text<8>{1});
  CHECK(other.wait() == 0);
}
