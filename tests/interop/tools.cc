// The shell's ipcs, ipcmk and ipcrm beside C++, PHP and Perl.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/namespaces.h"
#include "common/testing/queues.h"
#include "common/testing/skipped.h"
#include "doctest/doctest.h"
#include "lessons/08_php_wire_format/wire.h"
#include "tests/interop/shared_queue.h"

using namespace msgq;
using namespace interop;

TEST_CASE("ipcmk makes a queue that C++, PHP and Perl open by its key; ipcrm removes it") {
  const std::string said = shell("ipcmk -Q -p 0600");  // Message queue id: 5
  const Queue queue = Queue::from_id(std::stoi(said.substr(said.find(':') + 1)));
  const Status status = queue.status();
  CHECK(status.settings.mode == 0600);
  CHECK(Queue::open(status.key) == queue);
  const std::string key = std::to_string(status.key.value);
  Php php;
  Perl perl;
  CHECK(php("return msg_send(msg_get_queue(" + key + "), 1, 'hello', false);") == "true");
  CHECK(perl("IPC::Msg->new(" + key + ", 0)->rcv(my $buffer, 99); $buffer") == "hello");
  CHECK(shell("ipcrm -q " + std::to_string(queue.id())).empty());
  CHECK_FALSE(testing::exists(queue));
}

TEST_CASE("ipcs counts the messages and bytes of every sender; ipcrm -Q removes by key") {
  const SharedQueue queue;
  Php php;
  Perl perl;
  queue.open_in(php);
  queue.open_in(perl);
  wire::send(queue, 1, "cpp");
  php("return msg_send($queue, 1, 'php');");
  perl("$queue->snd(1, 'perl')");
  const std::string row =
      shell("ipcs -q | awk '$2 == " + std::to_string(queue->id()) + " {print $1, $4, $5, $6}'");
  char expected[64];
  std::snprintf(expected, sizeof expected, "0x%08x 600 %d 3\n", std::stoi(queue.key()), 3 + 10 + 4);
  CHECK(row == expected);
  std::snprintf(expected, sizeof expected, "ipcrm -Q 0x%08x", std::stoi(queue.key()));
  CHECK(shell(expected).empty());
  CHECK_FALSE(testing::exists(queue));
}

TEST_CASE("ipcs -i tells what one queue may hold, and what it holds") {
  const SharedQueue queue;
  testing::set_capacity(queue, 100);
  wire::send(queue, 1, "hello");
  const std::string said = shell("ipcs -q -i " + std::to_string(queue->id()));
  CHECK(said.find("cbytes=5\tqbytes=100\tqnum=1\t") != said.npos);
}

TEST_CASE("ipcs -u counts the queues, messages and bytes that there are") {
  const int status = testing::in_ipc_namespace([] {
    const auto one = ScopedQueue::create(ipc_private);
    const auto other = ScopedQueue::create(ipc_private);
    wire::send(one, 1, "hello");
    wire::send(other, 1, "you");
    wire::send(other, 1, "");
    const char* const counts[] = {"allocated queues = 2", "used headers = 3",
                                  "used space = 8 bytes"};
    for (const std::string line : counts) {
      if (std::system(("LC_ALL=C ipcs -q -u | grep -qx '" + line + "'").c_str()) != 0) return 2;
    }
    return 0;
  });
  if (!testing::skipped(status, testing::own_namespace)) CHECK(status == 0);
}
