#include "common/orders/columns.h"

#include <cerrno>

#include "common/child.h"
#include "common/error_of.h"
#include "common/scoped_queue.h"
#include "doctest/doctest.h"

using namespace msgq;
using namespace msgq::orders;

namespace {

// A child answers a question.
int ask() {
  const auto queue = ScopedQueue::create(ipc_private);
  Child child{[&] {
    Text<8> question;
    queue.receive(question, Select::exactly(1));
    queue.send(Text<8>{2, "42"});
  }};
  queue.send(Text<8>{1, "6*7?"});
  Text<8> answer;
  const int error = error_of([&] { queue.receive(answer, Select::exactly(2)); });
  return error != 0 ? error : child.wait();
}

}  // namespace

TEST_CASE("a column for each process, a line for each call with its result") {
  CHECK(in_columns(replay(ask, "0 0 1 1 0 0")) ==
        "program                             child 1\n"
        "msgget PRIVATE CREAT|EXCL|0600 = A\n"
        "msgsnd A [1 \"6*7?\"] = 0\n"
        "                                    msgrcv A 1 = [1 \"6*7?\"]\n"
        "                                    msgsnd A [2 \"42\"] = 0\n"
        "                                    exit 0\n"
        "msgrcv A 2 = [2 \"42\"]\n"
        "msgctl A RMID = 0\n"
        "exit 0\n"
        "all is well\n");
}

TEST_CASE("who sleeps in a call, and what wakes it") {
  CHECK(in_columns(replay(ask, "0 1 0 0 1 0")) ==
        "program                             child 1\n"
        "msgget PRIVATE CREAT|EXCL|0600 = A\n"
        "                                    msgrcv A 1 sleeps\n"
        "msgsnd A [1 \"6*7?\"] = 0\n"
        "                                    msgrcv A 1 wakes: [1 \"6*7?\"]\n"
        "msgrcv A 2 sleeps\n"
        "                                    msgsnd A [2 \"42\"] = 0\n"
        "msgrcv A 2 wakes: [2 \"42\"]\n"
        "                                    exit 0\n"
        "msgctl A RMID = 0\n"
        "exit 0\n"
        "all is well\n");
}

TEST_CASE("what the director did stands between stars") {
  const std::string killed = in_columns(replay(ask, "0 0 1 1:kill 0"));
  CHECK(killed.find(" *killed*\n") != std::string::npos);
  CHECK(killed.ends_with("stuck: everybody sleeps, and nobody can wake anybody\n"));
  const std::string interrupted = in_columns(replay(ask, "0 0 0:EINTR"));
  CHECK(interrupted.find("\nmsgrcv A 2 *EINTR*\n") != std::string::npos);
  CHECK(interrupted.ends_with("the program ends with status 4\n"));
  const std::string signalled = in_columns(replay(ask, "0 0 1:SIGKILL 0"));
  CHECK(signalled.find(" *SIGKILL*\n") != std::string::npos);
}
