// Lesson 6. fork hands the msqid to a child. It does not say which of the two runs first.

#include <cstdio>
#include <stdexcept>

#include "common/blocked.h"
#include "common/child.h"
#include "common/orders/columns.h"
#include "common/orders/director.h"
#include "common/program/picture.h"
#include "common/program/program.h"
#include "common/scoped_queue.h"
#include "lessons/06_fork_communication/report.h"

using fork_communication::Receive;
using fork_communication::report_of_a_child;
using msgq::Select;
using msgq::Text;

namespace {

// Each direction has a type of its own.
constexpr long to_child = 1;
constexpr long to_parent = 2;

// Runs the tutorials' program once for each order of its calls, and draws one that goes wrong.
void show_orders(const char* way, Receive how) try {
  const auto tally = msgq::orders::every_order([how] { return report_of_a_child(how); });
  std::printf("%s  in %d of %d orders the parent has no report\n", way, tally.bad, tally.orders);
  if (tally.first_bad) std::fputs(msgq::orders::in_columns(*tally.first_bad).c_str(), stdout);
} catch (const std::runtime_error& error) {
  std::printf("%s  %s\n", way, error.what());
}

}  // namespace

int main(int argc, char** argv) try {
  msgq::expect_arguments(argc, argv, 0);
  const auto queue = msgq::ScopedQueue::create(msgq::ipc_private);

  show_orders("IPC_NOWAIT right after fork", Receive::at_once);
  show_orders("asleep until one comes     ", Receive::when_it_comes);

  queue.send(Text<16>{to_child, "6 times 7?"});
  std::printf("the parent asks              ");
  msgq::draw(queue);
  // [answer]
  msgq::Child child{[&] {
    Text<16> question;
    queue.receive(question, Select::exactly(to_child));
    queue.send(Text<16>{to_parent, "42"});
  }};
  // [/answer]
  Text<16> answer;
  queue.receive(answer, Select::exactly(to_parent));
  std::printf("the child answers            %s, exit status %d\n", answer.c_str(), child.wait());

  msgq::Settings small = queue.status().settings;
  small.max_bytes = 8192;
  queue.set(small);
  using Page = msgq::Message<char[4096]>;
  msgq::Child writer{[&] {
    for (int i = 0; i < 3; ++i) queue.send(Page{to_parent});
  }};
  msgq::wait_until_blocked(writer.pid(), "msgsnd");  // with the third: there is room for two
  std::printf("a child sleeps in msgsnd     ");
  msgq::draw(queue);
  // A parent that waits for its exit status now waits for ever.
  Page page;
  for (int i = 0; i < 3; ++i) queue.receive(page, Select::exactly(to_parent));
  std::printf("the parent received all 3    exit status %d\n", writer.wait());
} catch (const std::exception& error) {
  return msgq::report(error);
}
