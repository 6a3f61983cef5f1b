// Lesson 6. fork hands the msqid to a child. It does not say which of the two runs first.

#include <cstdio>

#include "common/blocked.h"
#include "common/child.h"
#include "common/picture.h"
#include "common/program.h"
#include "common/scoped_queue.h"
#include "lessons/06_fork_communication/rounds.h"

using fork_communication::missed_reports;
using fork_communication::Receive;
using msgq::Select;
using msgq::Text;

namespace {

// Each direction has a type of its own.
constexpr long to_child = 1;
constexpr long to_parent = 2;

}  // namespace

int main(int argc, char** argv) try {
  msgq::expect_arguments(argc, argv, 0);
  const auto queue = msgq::ScopedQueue::create(msgq::ipc_private);

  std::printf("A child reports, the parent receives, 100 times.\n");
  std::printf("  with IPC_NOWAIT, the parent missed %d of 100\n",
              missed_reports(queue, 100, Receive::at_once));
  const int missed = missed_reports(queue, 100, Receive::when_it_comes);
  std::printf("  asleep until it comes, it missed %s\n", missed == 0 ? "none" : "some");

  std::printf("\nThe parent asks, the child answers, on one queue.\n");
  // [ask]
  queue.send(Text<16>{to_child, "6 times 7?"});
  msgq::draw(queue);
  msgq::Child child{[&] {
    Text<16> question;
    queue.receive(question, Select::exactly(to_child));
    queue.send(Text<16>{to_parent, "42"});
  }};
  Text<16> answer;
  queue.receive(answer, Select::exactly(to_parent));
  std::printf("  the parent received \"%s\"\n", answer.c_str());
  std::printf("  the child's exit status: %d\n", child.wait());
  // [/ask]

  std::printf("\nA child sends 3 messages of 4096 bytes to a queue for 8192.\n");
  msgq::Settings small = queue.status().settings;
  small.max_bytes = 8192;
  queue.set(small);
  // [drain]
  using Page = msgq::Message<char[4096]>;
  msgq::Child writer{[&] {
    for (int i = 0; i < 3; ++i) queue.send(Page{to_parent});
  }};
  msgq::wait_until_blocked(writer.pid(), "msgsnd");
  msgq::draw(queue);
  std::printf("  it sleeps in msgsnd; a parent that waits for its exit now waits for ever\n");
  Page page;
  for (int i = 0; i < 3; ++i) queue.receive(page, Select::exactly(to_parent));
  std::printf("  received all 3; the child's exit status: %d\n", writer.wait());
  // [/drain]
} catch (const std::exception& error) {
  return msgq::report(error);
}
