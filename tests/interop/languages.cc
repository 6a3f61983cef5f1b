// Who can talk to whom. Lesson 08's table is made from this file: each test case is a cell. Its
// name is "SENDER to RECEIVER: what comes of it"; bazel run //tools:docs writes the page.
#include <string>

#include "common/php/serialize.h"
#include "doctest/doctest.h"
#include "lessons/08_php_wire_format/wire.h"
#include "tests/interop/shared_queue.h"

using namespace msgq;
using namespace interop;

namespace {

// One queue with PHP and Perl at its ends; both senders and receivers.
struct Ends {
  SharedQueue queue;
  Php php, other_php;
  Perl perl, other_perl;

  Ends() {
    queue.open_in(php);
    queue.open_in(other_php);
    queue.open_in(perl);
    queue.open_in(other_perl);
  }
};

// PHP code that receives: the value, or "lost" if there was none in the bytes.
const char* const receive_value =
    "return msg_receive($queue, 0, $type, 8192, $m, true, MSG_IPC_NOWAIT) ? $m : 'lost';";

// PHP code that receives bytes: in hex.
const char* const receive_bytes =
    "return msg_receive($queue, 0, $type, 8192, $m, false, MSG_IPC_NOWAIT) ? bin2hex($m) : 'none';";

// The same in Perl.
const char* const receive_in_perl =
    "$queue->rcv($buffer, 8192, 0, IPC_NOWAIT) ? unpack('H*', $buffer) : 'none'";

// As PHP's bin2hex() and Perl's unpack() write them.
std::string hex(const std::string& bytes) {
  std::string digits;
  for (const unsigned char byte : bytes) {
    digits += "0123456789abcdef"[byte / 16];
    digits += "0123456789abcdef"[byte % 16];
  }
  return digits;
}

std::string json(const std::string& text) { return '"' + text + '"'; }

}  // namespace

TEST_CASE("C++ to C++: any bytes") {
  const Ends ends;
  for (const std::string& bytes : any_bytes) {
    wire::send(ends.queue, 1, bytes);
    CHECK(waiting(ends.queue) == bytes);
  }
}

TEST_CASE("C++ to PHP: what is serialized") {
  Ends ends;
  wire::send(ends.queue, 1, php::serialize(php::list({1, "two"})));
  CHECK(ends.php(receive_value) == R"([1,"two"])");
  wire::send(ends.queue, 1, "hello");
  CHECK(ends.php(receive_value) == json("lost"));
}

TEST_CASE("C++ to PHP, `$unserialize` false: any bytes") {
  Ends ends;
  for (const std::string& bytes : any_bytes) {
    wire::send(ends.queue, 1, bytes);
    CHECK(ends.php(receive_bytes) == json(hex(bytes)));
  }
}

TEST_CASE("C++ to Perl, `IPC::Msg`: any bytes") {
  Ends ends;
  for (const std::string& bytes : any_bytes) {
    wire::send(ends.queue, 1, bytes);
    CHECK(ends.perl(receive_in_perl) == hex(bytes));
  }
}

TEST_CASE("PHP to C++: by `php::unserialize`") {
  Ends ends;
  CHECK(ends.php("return msg_send($queue, 1, ['a' => 1.5]);") == "true");
  CHECK(php::unserialize(waiting(ends.queue)) == php::Array{{"a", 1.5}});
}

TEST_CASE("PHP to PHP: any value") {
  Ends ends;
  CHECK(ends.php("return msg_send($queue, 1, ['a' => 1.5]);") == "true");
  CHECK(ends.other_php(receive_value) == R"({"a":1.5})");
  CHECK(ends.php("return msg_send($queue, 1, new ArrayObject([7]));") == "true");
  CHECK(ends.other_php("msg_receive($queue, 1, $type, 8192, $m); return [$m::class, $m[0]];") ==
        R"(["ArrayObject",7])");
}

TEST_CASE("PHP to PHP, `$unserialize` false: a string to `unserialize`") {
  Ends ends;
  CHECK(ends.php("return msg_send($queue, 1, [1]);") == "true");
  CHECK(ends.other_php("msg_receive($queue, 1, $type, 8192, $m, false);"
                       "return [$m, unserialize($m)];") == R"(["a:1:{i:0;i:1;}",[1]])");
}

TEST_CASE("PHP to Perl, `IPC::Msg`: a string, serialized") {
  Ends ends;
  CHECK(ends.php("return msg_send($queue, 1, 'Käse');") == "true");
  CHECK(ends.perl(receive_in_perl) == hex(R"(s:5:"Käse";)"));
}

TEST_CASE("PHP, `$serialize` false to C++: text") {
  Ends ends;
  CHECK(ends.php("return msg_send($queue, 1, 'Käse', false);") == "true");
  CHECK(waiting(ends.queue) == "Käse");
  CHECK(ends.php("return msg_send($queue, 1, 1.5, false);") == "true");
  CHECK(waiting(ends.queue) == "1.500000");
}

TEST_CASE("PHP, `$serialize` false to PHP: `false`, and it is lost") {
  Ends ends;
  CHECK(ends.php("return msg_send($queue, 1, 'hello', false);") == "true");
  CHECK(ends.other_php("$returned = msg_receive($queue, 1, $type, 8192, $m);"
                       "return [$returned, $m];") == "[false,false]");
  CHECK(ends.queue->status().messages == 0);
}

TEST_CASE("PHP, `$serialize` false to PHP, `$unserialize` false: text") {
  Ends ends;
  CHECK(ends.php("return msg_send($queue, 1, 'Käse', false);") == "true");
  CHECK(ends.other_php(receive_bytes) == json(hex("Käse")));
}

TEST_CASE("PHP, `$serialize` false to Perl, `IPC::Msg`: text") {
  Ends ends;
  CHECK(ends.php("return msg_send($queue, 1, 'Käse', false);") == "true");
  CHECK(ends.perl(receive_in_perl) == hex("Käse"));
}

TEST_CASE("Perl, `IPC::Msg` to C++: any bytes") {
  Ends ends;
  for (const std::string& bytes : any_bytes) {
    CHECK(ends.perl("$queue->snd(1, " + in_quotes(bytes) + ")") == "1");
    CHECK(waiting(ends.queue) == bytes);
  }
}

TEST_CASE("Perl, `IPC::Msg` to PHP: what is serialized") {
  Ends ends;
  CHECK(ends.perl("$queue->snd(1, 'i:42;')") == "1");
  CHECK(ends.php(receive_value) == "42");
  CHECK(ends.perl("$queue->snd(1, '42')") == "1");
  CHECK(ends.php(receive_value) == json("lost"));
}

TEST_CASE("Perl, `IPC::Msg` to PHP, `$unserialize` false: any bytes") {
  Ends ends;
  for (const std::string& bytes : any_bytes) {
    CHECK(ends.perl("$queue->snd(1, " + in_quotes(bytes) + ")") == "1");
    CHECK(ends.php(receive_bytes) == json(hex(bytes)));
  }
}

TEST_CASE("Perl, `IPC::Msg` to Perl, `IPC::Msg`: any bytes") {
  Ends ends;
  for (const std::string& bytes : any_bytes) {
    CHECK(ends.perl("$queue->snd(1, " + in_quotes(bytes) + ")") == "1");
    CHECK(ends.other_perl(receive_in_perl) == hex(bytes));
  }
}
