// Types and flags select messages of the other language as they do of one's own.
#include <cerrno>
#include <limits>
#include <string>
#include <utility>

#include "common/error_of.h"
#include "common/php/serialize.h"
#include "doctest/doctest.h"
#include "lessons/08_php_wire_format/wire.h"
#include "tests/interop/shared_queue.h"

using namespace msgq;
using namespace interop;

TEST_CASE("PHP selects among the messages of C++: 0, a type, a negative type, MSG_EXCEPT") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  const auto take = [&](const std::string& msgtyp, const std::string& flags = "0") {
    return php("return msg_receive($queue, " + msgtyp +
               ", $type, 8192, $message, true, MSG_IPC_NOWAIT | " + flags +
               ", $error) ? \"$type$message\" : $error;");
  };
  for (const auto& [type, text] : {std::pair{4, "a"}, {3, "b"}, {2, "c"}, {1, "d"}, {2, "e"}}) {
    wire::send(queue, type, php::serialize(text));
  }
  CHECK(take("2") == R"("2c")");
  CHECK(take("-2") == R"("1d")");
  CHECK(take("4", "MSG_EXCEPT") == R"("3b")");
  CHECK(take("0") == R"("4a")");
  CHECK(take("1") == "42");
  CHECK(take("-4") == R"("2e")");
  CHECK(take("-4") == "42");
}

TEST_CASE("C++ selects among the messages of PHP in the same ways") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  php("foreach ([[4, 'a'], [3, 'b'], [2, 'c'], [1, 'd'], [2, 'e']] as [$type, $text]) {"
      "    msg_send($queue, $type, $text, false);"
      "}");
  CHECK(waiting(queue, Select::exactly(2)) == "c");
  CHECK(waiting(queue, Select::lowest_up_to(2)) == "d");
  CHECK(waiting(queue, Select::except(4)) == "b");
  CHECK(waiting(queue) == "a");
  CHECK(waiting(queue, Select::exactly(1)) == "(none)");
  CHECK(waiting(queue, Select::lowest_up_to(4)) == "e");
}

TEST_CASE("A large type, of 64 bits, arrives as it is, both ways") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  constexpr long large = std::numeric_limits<long>::max();
  wire::send(queue, large, "i:1;");
  CHECK(php("return msg_receive($queue, PHP_INT_MAX, $type, 8192, $m) ? $type : 0;") ==
        std::to_string(large));
  CHECK(php("return msg_send($queue, PHP_INT_MAX, 1);") == "true");
  CHECK(waiting(queue, Select::exactly(large)) == "i:1;");
}

TEST_CASE("A raw message is cut by either side's MSG_NOERROR, and E2BIG without") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  CHECK(php("return msg_send($queue, 1, 'long text', false);") == "true");
  Text<4> small;
  CHECK(error_of([&] { (void)queue->try_receive(small); }) == E2BIG);
  CHECK(queue->try_receive(small, Select::any(), Oversize::truncate));
  CHECK(small == "long");
  wire::send(queue, 1, "long text");
  CHECK(php("return msg_receive($queue, 1, $type, 4, $m, false, 0, $error) ? $m : $error;") == "7");
  CHECK(php("return msg_receive($queue, 1, $type, 4, $m, false, MSG_NOERROR) ? $m : 0;") ==
        R"("long")");
}
