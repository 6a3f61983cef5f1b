// Lesson 8. What PHP's msg_send puts into a queue, and what becomes of bytes that are none of its.

#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string_view>

#include "common/program/picture.h"
#include "common/program/program.h"
#include "common/scoped_queue.h"
#include "lessons/08_php_wire_format/php_peer.h"
#include "lessons/08_php_wire_format/wire.h"

namespace php = msgq::php;

namespace {

void print_row(const std::string& first, const std::string& rest) {
  std::printf("%s%s\n", wire::column(23, first).c_str(), rest.c_str());
}

void without_php() {
  const auto queue = msgq::ScopedQueue::create(msgq::ipc_private);

  print_row("PHP's msg_send",
            wire::column(28, "puts into the queue") + "or, with $serialize false");
  const php::Value values[] = {false, 0.1, "Käse", php::list({nullptr, 42}),
                               php::Array{{"7", -HUGE_VAL}}};
  for (const auto& value : values) {
    print_row(wire::literal(value),
              wire::column(28, php::serialize(value)) + wire::raw(value).value_or("TypeError"));
  }

  wire::send(queue, wire::to_cpp, "i:6;");
  std::printf("%-23s", "PHP sends 6");
  msgq::draw(queue);
  // [square]
  const auto number = std::get<std::int64_t>(php::unserialize(wire::receive(queue, wire::to_cpp)));
  wire::send(queue, wire::to_php, php::serialize(number * number));
  // [/square]
  std::printf("%-23s", "C++ sends its square");
  msgq::draw(queue);
  wire::receive(queue, wire::to_php);

  print_row("C++ receives", "and refuses it:");
  for (const char* const wrong : {R"(s:4:"Käse";)", R"(O:8:"Intruder":0:{})"}) {
    wire::send(queue, wire::to_cpp, wrong);
    try {
      php::unserialize(wire::receive(queue, wire::to_cpp));
    } catch (const php::FormatError& error) {
      print_row(wrong, error.what());
    }
  }
  std::printf("%-23s", "nothing is left");
  msgq::draw(queue);
}

void with_php() {
  const char* const script = "lessons/08_php_wire_format/peer.php";
  if (access(script, R_OK) == -1) {
    throw std::runtime_error{
        "peer.php is not here. Run: bazel run //lessons/08_php_wire_format -- php"};
  }
  const auto queue = msgq::ScopedQueue::create(msgq::Key::from_path(script, 'P'));
  wire::PhpPeer peer{queue, script};
  print_row("C++ sends", "PHP's msg_receive");
  for (const char* const bytes : {"b:0;", R"(s:5:"Käse";)", R"(O:8:"Intruder":0:{})"}) {
    print_row(bytes, wire::literal(php::unserialize(peer.ask(bytes))));
  }
  std::printf("PHP's exit status: %d\n", peer.end());
}

}  // namespace

int main(int argc, char** argv) try {
  const bool is_php_wanted = argc > 1 && std::string_view{argv[1]} == "php";
  msgq::expect_arguments(argc, argv, is_php_wanted ? 1 : 0, "[php]");
  is_php_wanted ? with_php() : without_php();
} catch (const std::exception& error) {
  return msgq::report(error);
}
