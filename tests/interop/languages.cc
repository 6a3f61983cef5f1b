// PHP, Perl and C++: who understands whom. The table in lesson 08's page.
#include <cerrno>
#include <cstdint>
#include <string>
#include <utility>

#include "common/blocked.h"
#include "common/child.h"
#include "common/error_of.h"
#include "common/testing/testing.h"
#include "doctest/doctest.h"
#include "lessons/08_php_wire_format/wire.h"
#include "tests/interop/shared_queue.h"

using namespace msgq;
using namespace interop;

TEST_CASE("PHP to PHP: any value; with $unserialize false its serialization, a string") {
  const SharedQueue queue;
  Php first, second;
  queue.open_in(first);
  queue.open_in(second);
  CHECK(first("return msg_send($queue, 1, ['a' => 1.5]) && msg_send($queue, 1, [1]);") == "true");
  CHECK(second("return msg_receive($queue, 1, $type, 8192, $m) ? $m : 0;") == R"({"a":1.5})");
  CHECK(second("return msg_receive($queue, 1, $type, 8192, $m, false) ? unserialize($m) : 0;") ==
        "[1]");
}

TEST_CASE("PHP with $serialize false to PHP: lost, unless $unserialize is false too") {
  const SharedQueue queue;
  Php first, second;
  queue.open_in(first);
  queue.open_in(second);
  first("return msg_send($queue, 1, 'hello', false) && msg_send($queue, 1, 'hello', false);");
  CHECK(second("return msg_receive($queue, 1, $type, 8192, $m);") == "false");
  CHECK(second("return msg_receive($queue, 1, $type, 8192, $m, false) ? $m : 0;") == R"("hello")");
  CHECK(queue->status().messages == 0);
}

TEST_CASE("C++ to Perl: any bytes, NUL and all, and the type") {
  const SharedQueue queue;
  Perl perl;
  queue.open_in(perl);
  for (const std::string& bytes : {std::string{"hello"}, std::string{}, std::string{"a\0b\xff", 4},
                                   std::string(8192, '\xfe')}) {
    wire::send(queue, 5, bytes);
    CHECK(perl("my $type = $queue->rcv(my $buffer, 8192, 5, IPC_NOWAIT); ($type, $buffer eq " +
               in_quotes(bytes) + " ? 'same' : unpack('H*', $buffer))") == "5,same");
  }
}

TEST_CASE("Perl to C++: any bytes, NUL and all, and the type") {
  const SharedQueue queue;
  Perl perl;
  queue.open_in(perl);
  for (const std::string& bytes : {std::string{"hello"}, std::string{}, std::string{"a\0b\xff", 4},
                                   std::string(8192, '\xfe')}) {
    CHECK(perl("$queue->snd(6, " + in_quotes(bytes) + ")") == "1");
    CHECK(waiting(queue, Select::exactly(6)) == bytes);
  }
}

TEST_CASE("PHP to Perl: text with $serialize false, else a string that is serialized") {
  const SharedQueue queue;
  Php php;
  Perl perl;
  queue.open_in(php);
  queue.open_in(perl);
  php("return msg_send($queue, 1, 'Käse', false) && msg_send($queue, 1, 'Käse');");
  CHECK(perl("$queue->rcv(my $buffer, 8192); $buffer") == "Käse");
  CHECK(perl("$queue->rcv(my $buffer, 8192); $buffer") == R"(s:5:"Käse";)");
}

TEST_CASE("Perl to PHP: text with $unserialize false, else only what is serialized") {
  const SharedQueue queue;
  Php php;
  Perl perl;
  queue.open_in(php);
  queue.open_in(perl);
  perl("$queue->snd(1, 'text'); $queue->snd(1, 'text'); $queue->snd(1, 'i:42;')");
  CHECK(php("return msg_receive($queue, 1, $type, 8192, $m, false) ? $m : 0;") == R"("text")");
  CHECK(php("return msg_receive($queue, 1, $type, 8192, $m);") == "false");
  CHECK(php("return msg_receive($queue, 1, $type, 8192, $m) ? $m : 0;") == "42");
}

TEST_CASE("Perl to Perl, and C++ to C++: any bytes") {
  const SharedQueue queue;
  Perl first, second;
  queue.open_in(first);
  queue.open_in(second);
  CHECK(first("$queue->snd(1, \"a\\0b\")") == "1");
  CHECK(second("$queue->rcv(my $buffer, 8192); unpack('H*', $buffer)") == "610062");
  wire::send(queue, 1, std::string{"a\0b", 3});
  CHECK(waiting(queue) == std::string{"a\0b", 3});
}

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
  Child sleeper{[&] {
    Text<8> message;
    return testing::error_of([&] { other->receive(message); });
  }};
  wait_until_blocked(sleeper.pid(), "msgrcv");
  CHECK(perl("$queue->remove ? 'removed' : $! + 0") == "removed");
  CHECK(sleeper.wait() == EIDRM);
}
