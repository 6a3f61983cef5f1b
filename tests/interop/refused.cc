// What a receiver makes of what was not meant for it: lost, cut, refused, or run.
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "common/php/serialize.h"
#include "doctest/doctest.h"
#include "lessons/08_php_wire_format/wire.h"
#include "tests/interop/shared_queue.h"

using namespace msgq;
using namespace interop;

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
    CHECK_THROWS_AS(php::unserialize(bytes), php::FormatError);
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
    CHECK_THROWS_AS(php::unserialize(bytes), php::FormatError);
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
