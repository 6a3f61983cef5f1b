// Lesson 8. What PHP's msg_send puts into a queue, and what becomes of bytes that are none of its.

#include <cmath>
#include <cstdio>
#include <string_view>

#include "common/picture.h"
#include "common/program.h"
#include "common/scoped_queue.h"
#include "lessons/08_php_wire_format/php_peer.h"
#include "lessons/08_php_wire_format/wire.h"

namespace php = msgq::php;

namespace {

void print_row(const std::string& a, const std::string& b, const std::string& c) {
  std::printf("%s %s %s\n", wire::column(21, a).c_str(), wire::column(28, b).c_str(), c.c_str());
}

void without_php() {
  const auto queue = msgq::ScopedQueue::create(msgq::ipc_private);

  print_row("msg_send of", "puts into the queue", "with $serialize false");
  const php::Value values[] = {
      nullptr, false, 42, 0.1, -INFINITY, "Käse", php::list({"a", true}), php::Array{{"7", 1}}};
  for (const auto& value : values) {
    print_row(wire::literal(value), php::serialize(value), wire::raw(value).value_or("TypeError"));
  }

  std::printf("\nPHP has sent [6, 7]; C++ answers with the product.\n");
  // [answer]
  wire::send(queue, wire::to_cpp, "a:2:{i:0;i:6;i:1;i:7;}");  // recorded with PHP 8.2
  msgq::draw(queue);
  const php::Value question = wire::decoded(wire::receive(queue, wire::to_cpp));
  std::int64_t product = 1;
  for (const auto& [key, factor] : std::get<php::Array>(question)) {
    product *= std::get<std::int64_t>(factor);
  }
  wire::send(queue, wire::to_php, php::serialize(product));
  msgq::draw(queue);
  // [/answer]
  wire::receive(queue, wire::to_php);

  std::printf("\nWhat C++ cannot read, it has received all the same: it is gone.\n");
  for (const char* const wrong : {"Käse", R"(s:4:"Käse";)", "i:6;i:7;", R"(O:8:"Intruder":0:{})"}) {
    wire::send(queue, wire::to_cpp, wrong);
    try {
      wire::decoded(wire::receive(queue, wire::to_cpp));
    } catch (const php::FormatError& error) {
      std::printf("%s %s\n", wire::column(21, wrong).c_str(), error.what());
    }
  }
  msgq::draw(queue);
}

void with_php() {
  const char* const script = "lessons/08_php_wire_format/peer.php";
  const auto queue = msgq::ScopedQueue::create(msgq::Key::from_path(script, 'P'));
  wire::PhpPeer peer{queue, script};
  for (const char* const bytes : {R"(a:2:{s:4:"item";s:5:"Käse";s:5:"price";d:4.25;})", "b:0;",
                                  R"(s:5:"Käse";)", R"(O:8:"Intruder":0:{})"}) {
    const std::string answer = peer.ask(bytes);
    std::printf("C++ sends %s\n", bytes);
    std::printf("PHP says  %s\n", wire::literal(wire::decoded(answer)).c_str());
  }
  std::printf("The queue is removed. PHP's exit status: %d\n", peer.end());
}

}  // namespace

int main(int argc, char** argv) try {
  const bool php = argc == 2 && std::string_view{argv[1]} == "php";
  msgq::expect_arguments(argc, argv, php ? 1 : 0, "[php]");
  php ? with_php() : without_php();
} catch (const std::exception& error) {
  return msgq::report(error);
}
