// Perl's IPC::Msg beside C++: structs, types, errors, removal.
#include <cerrno>
#include <cstdint>
#include <string>
#include <utility>

#include "common/blocked.h"
#include "common/testing/queues.h"
#include "common/testing/sleeper.h"
#include "doctest/doctest.h"
#include "lessons/08_php_wire_format/wire.h"
#include "tests/interop/shared_queue.h"

using namespace msgq;
using namespace interop;

TEST_CASE("Perl reads and writes a struct of C++ with unpack and pack") {
  struct Reading {
    std::int64_t sensor;
    double celsius;
  };
  const SharedQueue queue;
  Perl perl;
  queue.open_in(perl);
  queue->send(Message<Reading>{1, {7, 21.5}});
  CHECK(perl("$queue->rcv(my $buffer, 8192); unpack('qd', $buffer)") == "7,21.5");
  CHECK(perl("$queue->snd(2, pack('qd', -1, 0.5))") == "1");
  Message<Reading> reading;
  CHECK(queue->try_receive(reading));
  CHECK(reading.body.sensor == -1);
  CHECK(reading.body.celsius == 0.5);
}

TEST_CASE("Perl selects by type and meets the same errors as C++: ENOMSG, E2BIG, EAGAIN, EINVAL") {
  const SharedQueue queue;
  Perl perl;
  queue.open_in(perl);
  for (const auto& [type, text] : {std::pair{3, "a"}, {2, "b"}, {1, "c"}, {2, "d"}}) {
    wire::send(queue, type, text);
  }
  const auto take = [&](const std::string& arguments) {
    return perl("my $type = $queue->rcv(my $text, " + arguments +
                "); $type ? $type . $text : $! + 0");
  };
  CHECK(take("99, -2, IPC_NOWAIT") == "1c");
  CHECK(take("99, 3, IPC_NOWAIT | MSG_EXCEPT") == "2b");
  CHECK(take("99, 0, IPC_NOWAIT") == "3a");
  CHECK(take("99, 7, IPC_NOWAIT") == std::to_string(ENOMSG));
  CHECK(take("0, 2, IPC_NOWAIT") == std::to_string(E2BIG));
  CHECK(perl("$queue->snd(0, 'x') ? 'sent' : $! + 0") == std::to_string(EINVAL));
  testing::set_capacity(queue, 1);
  CHECK(perl("$queue->snd(1, 'x', IPC_NOWAIT) ? 'sent' : $! + 0") == std::to_string(EAGAIN));
}

TEST_CASE("Perl wakes with EIDRM when C++ removes the queue, and C++ when Perl does") {
  const SharedQueue queue;
  Perl perl;
  queue.open_in(perl);
  perl.start("$queue->rcv(my $buffer, 99, 1) ? 'received' : $! + 0");
  wait_until_blocked(perl.pid(), "msgrcv");
  queue->remove();
  CHECK(perl.finish() == std::to_string(EIDRM));

  const SharedQueue other;
  other.open_in(perl);
  const auto receive = [&] {
    Text<8> message;
    other->receive(message);
  };
  const auto remove = [&](pid_t) {
    CHECK(perl("$queue->remove ? 'removed' : $! + 0") == "removed");
  };
  CHECK(testing::error_of_sleeper("msgrcv", receive, remove) == EIDRM);
}
