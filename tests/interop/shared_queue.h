// One real queue between C++, PHP and Perl, and what the files beside this one ask of it.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <string>

#include "common/scoped_queue.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"
#include "lessons/08_php_wire_format/wire.h"
#include "tests/interop/interpreter.h"

namespace interop {

using namespace msgq;

// A queue with a key that no other program knows, by which PHP and Perl find it.
class SharedQueue {
 public:
  explicit SharedQueue(mode_t mode = 0600) : queue_{ScopedQueue::create(file_.key('I'), mode)} {}

  operator Queue() const { return queue_; }  // NOLINT(google-explicit-constructor)
  const ScopedQueue* operator->() const { return &queue_; }

  std::string ftok() const { return "ftok('" + file_.path() + "', 'I')"; }
  std::string key() const { return std::to_string(file_.key('I').value); }

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
inline std::string waiting(Queue queue, Select select = {}) {
  wire::Bytes message;
  if (!queue.try_receive(message, select)) return "(none)";
  return {message.data(), message.size()};
}

// Bytes of every kind, to be sent and received as they are.
inline const std::string any_bytes[] = {
    "hello", "", {"a\0b\xff", 4}, "i:5;", std::string(8192, '\xfe')};

// The bytes in the source of any of the two languages: "\x61\x00". Not as msgq::escape shows them
// to people: between these quotes $ and @ begin names, and a digit after \0 would belong to it.
inline std::string in_quotes(const std::string& bytes) {
  std::string text = "\"";
  for (const unsigned char byte : bytes) {
    char code[8];
    std::snprintf(code, sizeof code, "\\x%02x", byte);
    text += code;
  }
  return text + "\"";
}

// What a command of the shell prints.
inline std::string shell(const std::string& command) {
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

}  // namespace interop
