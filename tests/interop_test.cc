// C++, PHP, Perl and the shell's tools on one real queue: what lesson 08 and docs/php_to_cpp.md say
// of them.
#include "tests/interop.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "common/blocked.h"
#include "common/child.h"
#include "common/error_of.h"
#include "common/php_serialize.h"
#include "common/scoped_queue.h"
#include "common/testing/temporary_file.h"
#include "common/testing/testing.h"
#include "doctest/doctest.h"
#include "lessons/08_php_wire_format/wire.h"
#include "tests/php_vectors.h"

using namespace msgq;
using testing::Interpreter;
using testing::Perl;
using testing::Php;

namespace {

// A queue with a key that no other program knows, by which PHP and Perl find it.
class SharedQueue {
 public:
  explicit SharedQueue(mode_t mode = 0600)
      : queue_{ScopedQueue::create(Key::from_path(file_.path().c_str(), 'I'), mode)} {}

  operator Queue() const { return queue_; }  // NOLINT(google-explicit-constructor)
  const ScopedQueue* operator->() const { return &queue_; }

  std::string ftok() const { return "ftok('" + file_.path() + "', 'I')"; }
  std::string key() const {
    return std::to_string(Key::from_path(file_.path().c_str(), 'I').value);
  }

  // $queue in PHP's code, from now on.
  void open_in(Php& php) const {
    CHECK(php("$queue = msg_get_queue(" + key() + "); return 1;") == "1");
  }
  void open_in(Perl& perl) const {
    CHECK(perl("$queue = IPC::Msg->new(" + key() + ", 0); defined $queue") == "1");
  }

 private:
  testing::TemporaryFile file_;
  ScopedQueue queue_;
};

// A message that is waiting, as bytes; "(none)".
std::string waiting(Queue queue, Select select = {}) {
  wire::Bytes message;
  if (!queue.try_receive(message, select)) return "(none)";
  return {message.data(), message.size()};
}

// The bytes in any of the two languages: "\x61\x00".
std::string in_quotes(const std::string& bytes) {
  std::string text = "\"";
  for (const unsigned char byte : bytes) {
    char code[8];
    std::snprintf(code, sizeof code, "\\x%02x", byte);
    text += code;
  }
  return text + "\"";
}

// What a command of the shell prints.
std::string shell(const std::string& command) {
  std::FILE* const output = popen(command.c_str(), "r");
  REQUIRE(output != nullptr);
  std::string text;
  for (int byte = 0; (byte = std::fgetc(output)) != EOF;) text += static_cast<char>(byte);
  const int status = pclose(output);
  CAPTURE(command);
  CAPTURE(text);
  CHECK(status == 0);
  return text;
}

struct Pair {
  std::string php;  // PHP's source
  php::Value cpp;
};

// The same values in both languages.
const std::vector<Pair>& pairs() {
  static const std::vector<Pair> all = {
      {"null", nullptr},
      {"true", true},
      {"false", false},
      {"0", 0},
      {"42", 42},
      {"-7", -7},
      {"PHP_INT_MAX", std::numeric_limits<std::int64_t>::max()},
      {"PHP_INT_MIN", std::numeric_limits<std::int64_t>::min()},
      {"0.0", 0.0},
      {"-0.0", -0.0},
      {"1.0", 1.0},
      {"1.5", 1.5},
      {"0.1 + 0.2", 0.1 + 0.2},
      {"-1e-10", -1e-10},
      {"1e15", 1e15},
      {"1e25", 1e25},
      {"1e100", 1e100},
      {"PHP_FLOAT_MAX", std::numeric_limits<double>::max()},
      {"PHP_FLOAT_MIN", std::numeric_limits<double>::min()},
      {"5e-324", 5e-324},
      {"INF", HUGE_VAL},
      {"-INF", -HUGE_VAL},
      {"NAN", NAN},
      {"''", ""},
      {"'hello'", "hello"},
      {"'Käse'", "Käse"},
      {"'Привет, мир'", "Привет, мир"},
      {"'你好 😀'", "你好 😀"},
      {R"('say "hi" \\o/')", R"(say "hi" \o/)"},
      {R"("a\0b\xff\n")", std::string{"a\0b\xff\n", 5}},
      {"';}{:\"'", ";}{:\""},
      {"str_repeat('x', 8182)", std::string(8182, 'x')},
      {"[]", php::Array{}},
      {"[1, 2, 3]", php::list({1, 2, 3})},
      {"[null, true, 'x', 1.5]", php::list({nullptr, true, "x", 1.5})},
      {"['a' => 1, 'b' => true, 5 => null]", php::Array{{"a", 1}, {"b", true}, {5, nullptr}}},
      {"['7' => 'x', '07' => 'y', '-7' => 'z', '-0' => 0, '' => 1]",
       php::Array{{7, "x"}, {"07", "y"}, {-7, "z"}, {"-0", 0}, {"", 1}}},
      {"[PHP_INT_MAX => 1, PHP_INT_MIN => 2]",
       php::Array{{std::numeric_limits<std::int64_t>::max(), 1},
                  {std::numeric_limits<std::int64_t>::min(), 2}}},
      {"[3 => 'c', 1 => 'a']", php::Array{{3, "c"}, {1, "a"}}},
      {"['u' => ['n' => 'Ann', 't' => [1.5, false]], 'e' => []]",
       php::Array{{"u", php::Array{{"n", "Ann"}, {"t", php::list({1.5, false})}}},
                  {"e", php::Array{}}}},
      {"[[[[['deep']]]]]", php::list({php::list({php::list({php::list({php::list({"deep"})})})})})},
      {"range(0, 99)", [] {
         std::vector<php::Value> numbers(100);
         for (int i = 0; i < 100; ++i) numbers[static_cast<std::size_t>(i)] = i;
         return php::list(numbers);
       }()},
  };
  return all;
}

// How many values have crossed between the languages in this test.
int values_from_php = 0, values_to_php = 0;

}  // namespace

// Values.

TEST_CASE("C++, PHP and Perl find the same queue by ftok") {
  const SharedQueue queue;
  Php php;
  Perl perl;
  CHECK(php("return " + queue.ftok() + ";") == queue.key());
  CHECK(perl(queue.ftok()) == queue.key());
}

TEST_CASE("What PHP sends, C++ reads: every kind of value") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  for (const auto& pair : pairs()) {
    const auto& [source, value] = pair;
    CAPTURE(pair.php);
    CHECK(php("return msg_send($queue, 1, " + source + ");") == "true");
    const std::string bytes = waiting(queue);
    CHECK(bytes == php::serialize(value));
    CHECK(php::serialize(wire::decoded(bytes)) == bytes);
    if (bytes != "d:NAN;") CHECK(wire::decoded(bytes) == value);
    ++values_from_php;
  }
}

TEST_CASE("What C++ sends, PHP reads: every kind of value, of the same type") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  for (const auto& pair : pairs()) {
    const auto& [source, value] = pair;
    CAPTURE(pair.php);
    wire::send(queue, 1, php::serialize(value));
    CHECK(php(std::string{"$returned = msg_receive($queue, 1, $type, 8192, $message, true, "
                          "MSG_IPC_NOWAIT, $error);"
                          "return [$returned, $error, same($message, "} +
              source + ")];") == "[true,0,true]");
    ++values_to_php;
  }
}

TEST_CASE("Every value of php_vectors.txt goes from C++ to PHP and comes back") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  int round_trips = 0;
  for (const auto& vector : php_vectors()) {
    CAPTURE(vector.line);
    const std::string bytes = php::serialize(wire::decoded(vector.bytes));
    if (bytes.size() > wire::Bytes::room) continue;  // msgmax
    wire::send(queue, 1, bytes);
    CHECK(php("return msg_receive($queue, 1, $type, 8192, $message, true, MSG_IPC_NOWAIT)"
              " && msg_send($queue, 2, $message, true, false);") == "true");
    CHECK(waiting(queue) == bytes);
    ++round_trips;
  }
  values_to_php += round_trips;
  values_from_php += round_trips;
  CHECK(round_trips >= 150);
  MESSAGE("round trips of values: " << round_trips << "; to PHP in all: " << values_to_php
                                    << ", from PHP: " << values_from_php);
}

TEST_CASE("With $serialize false PHP sends text, as lesson 08's raw() has it, or throws") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  for (const auto& pair : pairs()) {
    const auto& [source, value] = pair;
    CAPTURE(pair.php);
    const auto raw = wire::raw(value);
    const std::string said = php("return msg_send($queue, 1, " + source + ", false);");
    CHECK(said == (raw ? "true" : "TypeError"));
    CHECK(waiting(queue) == raw.value_or("(none)"));
  }
  CHECK(php("return msg_send($queue, 1, new stdClass(), false);") == "TypeError");
}

TEST_CASE("With $unserialize false PHP receives any bytes of C++ as a string, NUL and all") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  for (const std::string& bytes : {std::string{"hello"}, std::string{}, std::string{"a\0b\xff", 4},
                                   std::string{"i:5;"}, std::string(8192, '\xfe')}) {
    wire::send(queue, 1, bytes);
    CHECK(php("$returned = msg_receive($queue, 1, $type, 8192, $message, false, MSG_IPC_NOWAIT);"
              "return [$returned, bin2hex($message) === bin2hex(" +
              in_quotes(bytes) + ")];") == "[true,true]");
  }
}

TEST_CASE("No ini setting of sessions changes what PHP sends; serialize_precision does") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  php("ini_set('session.serialize_handler', 'php_binary'); ini_set('precision', '3');"
      "return msg_send($queue, 1, ['a' => 0.1]);");
  CHECK(waiting(queue) == R"(a:1:{s:1:"a";d:0.1;})");
  php("ini_set('serialize_precision', '17'); return msg_send($queue, 1, 0.1);");
  const std::string bytes = waiting(queue);
  CHECK(bytes == "d:0.10000000000000001;");
  CHECK(std::get<double>(wire::decoded(bytes)) == 0.1);
}

TEST_CASE("Objects of PHP reach C++ as bytes, and C++ refuses them") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  for (const char* const object : {"new Intruder()", "[new ArrayObject([1])]", "(object)['a' => 1]",
                                   "new DateTimeZone('UTC')"}) {
    CAPTURE(object);
    CHECK(php(std::string{"return msg_send($queue, 1, "} + object + ");") == "true");
    CHECK_THROWS_AS(wire::decoded(waiting(queue)), php::FormatError);
  }
  CHECK(php("$shared = [1]; return msg_send($queue, 1, [&$shared, &$shared]);") == "true");
  CHECK_THROWS_AS(wire::decoded(waiting(queue)), php::FormatError);
  CHECK(php("return msg_send($queue, 1, fn() => 1);") == "Exception");
  CHECK(waiting(queue) == "(none)");
}

// What PHP makes of what is not its own.

TEST_CASE("What is no serialization PHP loses: false, error code 0, a warning, and it is gone") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  for (const char* const bytes :
       {"hello", "", "s:4:\"Käse\";", "i:5", "b:2;", "b:true;", "d:nan;", "d:1,5;", " i:5;",
        "a:2:{i:0;i:1;}", "a:1:{i:0;i:1;};x", "{\"a\":1}"}) {
    CAPTURE(bytes);
    const bool trailing = std::string{bytes}.ends_with("x");  // only C++ looks behind the value
    wire::send(queue, 3, bytes);
    const std::string said =
        php("$warning = null; $message = 'before';"
            "$returned = msg_receive($queue, 3, $type, 8192, $message, true, 0, $error);"
            "return [$returned, $message, $type, $error, $warning];");
    if (!trailing) {
      CHECK(said == R"([false,false,3,0,"msg_receive(): Message corrupted"])");
    } else {
      CHECK(said == "[true,[1],3,0,null]");
    }
    CHECK(queue->status().messages == 0);
    CHECK_THROWS_AS(wire::decoded(bytes), php::FormatError);
  }
}

TEST_CASE("PHP takes more than it writes: bytes behind the value, +5, 007; C++ refuses them") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  for (const auto& pair :
       std::vector<std::array<std::string, 2>>{{"i:5;garbage", "5"},
                                               {std::string{"i:5;\0", 5}, "5"},
                                               {"i:1;i:2;", "1"},
                                               {"i:+5;", "5"},
                                               {"i:007;", "7"},
                                               {"a:1:{s:1:\"7\";i:1;}", R"({"7":1})"},
                                               {"a:2:{i:1;i:1;i:1;i:2;}", R"({"1":2})"}}) {
    const auto& [bytes, value] = pair;
    CAPTURE(pair[0]);
    wire::send(queue, 1, bytes);
    CHECK(php("return msg_receive($queue, 1, $type, 8192, $message) ? $message : 'lost';") ==
          value);
    CHECK_THROWS_AS(wire::decoded(bytes), php::FormatError);
  }
}

TEST_CASE("Object injection: C++ names a class of the PHP program, and its code runs") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  wire::send(queue, 1, R"(O:8:"Intruder":0:{})");
  CHECK(php("$returned = msg_receive($queue, 1, $type, 8192, $message);"
            "return [$returned, $message::class, Intruder::$ran];") ==
        R"([true,"Intruder",["__wakeup"]])");
  CHECK(php("$message = null; return Intruder::$ran;") == R"(["__wakeup","__destruct"])");

  wire::send(queue, 1, R"(O:8:"Intruder":0:{})");
  CHECK(php("Intruder::$ran = []; msg_receive($queue, 1, $type, 8192, $bytes, false);"
            "$object = unserialize($bytes, ['allowed_classes' => false]);"
            "return [get_class($object), Intruder::$ran];") == R"(["__PHP_Incomplete_Class",[]])");
}

TEST_CASE("A false that C++ sends is received: true is returned, and false is the message") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  wire::send(queue, 1, php::serialize(false));
  CHECK(php("$returned = msg_receive($queue, 1, $type, 8192, $message);"
            "return [$returned, $message];") == "[true,false]");
}

TEST_CASE("$max_message_size counts serialized bytes: a string of 10 needs 18") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  wire::send(queue, 1, php::serialize("0123456789"));
  const std::string receive =
      "$returned = msg_receive($queue, 1, $type, SIZE, $message, true, 0, $error);"
      "return [$returned, $message, $error];";
  const auto with_room = [&](const char* size) {
    std::string code = receive;
    return code.replace(code.find("SIZE"), 4, size);
  };
  CHECK(php(with_room("17")) == "[false,false,7]");
  CHECK(queue->status().messages == 1);
  CHECK(php(with_room("18")) == R"([true,"0123456789",0])");
  CHECK(php(with_room("0")) == "ValueError");
}

TEST_CASE("With MSG_NOERROR PHP cuts a serialization, cannot read it, and it is gone") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  wire::send(queue, 1, php::serialize("0123456789"));
  CHECK(php("$returned = msg_receive($queue, 1, $type, 12, $message, true, MSG_NOERROR, $error);"
            "return [$returned, $message, $error];") == "[false,false,0]");
  CHECK(queue->status().messages == 0);
  wire::send(queue, 1, "0123456789");
  CHECK(php("msg_receive($queue, 1, $type, 4, $message, false, MSG_NOERROR); return $message;") ==
        R"("0123")");
}

TEST_CASE("The longest string that PHP can send serialized has 8182 bytes") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  CHECK(php("return msg_send($queue, 1, str_repeat('x', 8183), true, false, $error) ?: $error;") ==
        "22");
  CHECK(php("return msg_send($queue, 1, str_repeat('x', 8182), true, false);") == "true");
  CHECK(waiting(queue).size() == 8192);
}

TEST_CASE("A struct of C++, as in lesson 03, is read by PHP's unpack and written by its pack") {
  struct Reading {
    std::int32_t sensor;
    std::int32_t minute;
    double celsius;
  };
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  queue->send(Message<Reading>{1, {7, 30, 21.5}});
  CHECK(php("msg_receive($queue, 1, $type, 8192, $message, false);"
            "return unpack('lsensor/lminute/dcelsius', $message);") ==
        R"({"sensor":7,"minute":30,"celsius":21.5})");
  CHECK(php("return msg_send($queue, 2, pack('lld', -1, 45, 0.1), false);") == "true");
  Message<Reading> reading;
  CHECK(queue->try_receive(reading));
  CHECK(reading.body.sensor == -1);
  CHECK(reading.body.minute == 45);
  CHECK(reading.body.celsius == 0.1);
}

TEST_CASE("JSON travels both ways as raw text, and makes no object of a class") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  wire::send(queue, 1, R"({"id":7,"class":"Intruder"})");
  CHECK(php("msg_receive($queue, 1, $type, 8192, $message, false);"
            "return json_decode($message, true);") == R"({"id":7,"class":"Intruder"})");
  CHECK(php("return msg_send($queue, 2, json_encode(['ok' => true]), false);") == "true");
  CHECK(waiting(queue) == R"({"ok":true})");
}

// Types and flags.

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
  CHECK(testing::error_of([&] { (void)queue->try_receive(small); }) == E2BIG);
  CHECK(queue->try_receive(small, Select::any(), Oversize::truncate));
  CHECK(small == "long");
  wire::send(queue, 1, "long text");
  CHECK(php("return msg_receive($queue, 1, $type, 4, $m, false, 0, $error) ? $m : $error;") == "7");
  CHECK(php("return msg_receive($queue, 1, $type, 4, $m, false, MSG_NOERROR) ? $m : 0;") ==
        R"("long")");
}

// Errors, and who sleeps.

TEST_CASE("An empty queue is ENOMSG to both, a full one EAGAIN") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  CHECK(php("return msg_receive($queue, 0, $t, 99, $m, true, MSG_IPC_NOWAIT, $error) ?: $error;") ==
        std::to_string(ENOMSG));
  CHECK(waiting(queue) == "(none)");
  testing::set_capacity(queue, 5);
  CHECK(php("return msg_send($queue, 1, 'hello', false, false);") == "true");
  CHECK(php("return msg_send($queue, 1, 'x', false, false, $error) ?: $error;") ==
        std::to_string(EAGAIN));
  CHECK_FALSE(queue->try_send(Text<8>{1, "x"}));
}

TEST_CASE("A type of 0 and a message above msgmax are EINVAL to both") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  const std::string einval = std::to_string(EINVAL);
  CHECK(php("return msg_send($queue, 0, 'x', false, false, $error) ?: $error;") == einval);
  CHECK(php("return msg_send($queue, 1, str_repeat('x', 8193), false, false, $error) ?: $error;") ==
        einval);
  CHECK(testing::error_of([&] { queue->send(Text<8>{0, "x"}); }) == EINVAL);
  CHECK(testing::error_of([&] { queue->send(Message<char[8193]>{}); }) == EINVAL);
  CHECK(queue->status().messages == 0);
}

TEST_CASE("C++ removes the queue: PHP wakes with EIDRM, and then gets EINVAL") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  const std::string receive =
      "return msg_receive($queue, 1, $t, 99, $m, true, 0, $error) ?: $error;";
  php.start(receive);
  wait_until_blocked(php.pid(), "msgrcv");
  queue->remove();
  CHECK(php.finish() == std::to_string(EIDRM));
  CHECK(php(receive) == std::to_string(EINVAL));
  CHECK(php("return msg_stat_queue($queue);") == "false");
}

TEST_CASE("PHP removes the queue: C++ wakes with EIDRM, and then gets EINVAL") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  const auto receive = [&] {
    Text<8> message;
    return testing::error_of([&] { queue->receive(message); });
  };
  Child sleeper{receive};
  wait_until_blocked(sleeper.pid(), "msgrcv");
  CHECK(php("return msg_remove_queue($queue);") == "true");
  CHECK(sleeper.wait() == EIDRM);
  CHECK(receive() == EINVAL);
}

TEST_CASE("PHP sleeps in msg_send while the queue is full, until C++ receives") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  testing::set_capacity(queue, 5);
  wire::send(queue, 1, "hello");
  php.start("return msg_send($queue, 2, 'world', false);");
  wait_until_blocked(php.pid(), "msgsnd");
  CHECK(waiting(queue) == "hello");
  CHECK(php.finish() == "true");
  CHECK(waiting(queue) == "world");
}

TEST_CASE("C++ sleeps in send while the queue is full, until PHP receives") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  testing::set_capacity(queue, 5);
  wire::send(queue, 1, "i:42;");
  Child sleeper{[&] { wire::send(queue, 2, "i:43;"); }};
  wait_until_blocked(sleeper.pid(), "msgsnd");
  CHECK(php("return msg_receive($queue, 1, $t, 99, $m) ? $m : 'none';") == "42");
  CHECK(sleeper.wait() == 0);
  CHECK(waiting(queue) == "i:43;");
}

TEST_CASE("A queue that grants nothing is EACCES to PHP and to C++, though PHP opens it") {
  const SharedQueue queue{0};
  Php php{Interpreter::Rights::none};
  queue.open_in(php);
  const std::string eacces = std::to_string(EACCES);
  CHECK(php("return msg_send($queue, 1, 'x', true, false, $error) ?: $error;") == eacces);
  CHECK(php("return msg_receive($queue, 0, $t, 9, $m, true, MSG_IPC_NOWAIT, $error) ?: $error;") ==
        eacces);
  CHECK(testing::unprivileged([&] {
          return testing::error_of([&] { (void)queue->try_send(Text<8>{1}); });
        }) == EACCES);
}

TEST_CASE("Both see the same status: messages, capacity, the pids of each other") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  php("return msg_send($queue, 1, 'hello', false);");
  const Status status = queue->status();
  CHECK(status.messages == 1);
  CHECK(status.bytes == 5);
  CHECK(status.last_sender == php.pid());
  CHECK(waiting(queue) == "hello");
  CHECK(php("$s = msg_stat_queue($queue);"
            "return [$s['msg_qnum'], $s['msg_qbytes'], $s['msg_lrpid'], $s['msg_perm.mode']];") ==
        "[0," + std::to_string(status.settings.max_bytes) + "," + std::to_string(getpid()) +
            ",384]");
  CHECK(php("return msg_set_queue($queue, ['msg_qbytes' => 100]);") == "true");
  CHECK(queue->status().settings.max_bytes == 100);
}

// Parents and children.

TEST_CASE("A C++ parent and its PHP child: asked, it answers, and ends with status 0") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  php.start(
      "msg_receive($queue, 1, $type, 8192, $number);"
      "return msg_send($queue, 2, $number * $number);");
  wait_until_blocked(php.pid(), "msgrcv");
  wire::send(queue, 1, php::serialize(7));
  CHECK(wire::receive(queue, 2) == "i:49;");
  CHECK(php.finish() == "true");
  CHECK(php.end() == 0);
}

TEST_CASE("A PHP parent and its C++ child: asked, it answers, and PHP gets its exit status") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  CHECK(php("$child = pcntl_fork();"
            "if ($child === 0) pcntl_exec('tests/interop_worker', ['" +
            queue.key() +
            "']);"
            "msg_send($queue, 1, 12);"
            "msg_receive($queue, 2, $type, 8192, $square);"
            "pcntl_waitpid($child, $status);"
            "return [$square, pcntl_wexitstatus($status)];") == "[144,7]");
  CHECK(queue->status().messages == 0);
}

// PHP, Perl and C++: who understands whom.

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

// The shell's tools.

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
  CHECK(testing::error_of([&] { queue.status(); }) == EINVAL);
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
  CHECK(testing::error_of([&] { queue->status(); }) == EINVAL);
}

// Lesson 08's program with the real PHP.

TEST_CASE("Ctrl-C at any moment, and lesson 08's program with PHP leaves no queue and no process") {
  const Key key = Key::from_path("lessons/08_php_wire_format/peer.php", 'P');
  for (useconds_t moment = 0; moment < 100'000; moment += 4'000) {
    CAPTURE(moment);
    Child program{[] {
      testing::default_signals();
      setpgid(0, 0);
      const int nowhere = open("/dev/null", O_WRONLY);
      dup2(nowhere, STDOUT_FILENO);
      execl("lessons/08_php_wire_format/08_php_wire_format", "08_php_wire_format", "php", nullptr);
      return 127;
    }};
    while (getpgid(program.pid()) != program.pid()) usleep(100);
    usleep(moment);  // no test waits for anything here: every moment must be a good one
    kill(-program.pid(), SIGINT);
    const int status = program.wait();
    CHECK((status == 0 || status == 128 + SIGINT));
    while (waitpid(-1, nullptr, 0) > 0) {  // PHP, orphaned: it ends by itself
    }
    CHECK(testing::error_of([&] { Queue::open(key).remove(); }) == ENOENT);
  }
}
