// The C++ child of a PHP parent: worker KEY. Receives one number of PHP's, type 1, answers
// with its square, type 2, and ends with status 7.
#include "common/program/program.h"
#include "lessons/08_php_wire_format/wire.h"

int main(int argc, char** argv) try {
  msgq::expect_arguments(argc, argv, 1, "KEY");
  if (argc < 2) throw std::invalid_argument{"KEY is missing. Usage: worker KEY"};
  const auto key = static_cast<key_t>(msgq::number(argv[1], "KEY", INT32_MIN, INT32_MAX));
  const auto queue = msgq::Queue::open(msgq::Key{key});
  const auto number = std::get<std::int64_t>(msgq::php::unserialize(wire::receive(queue, 1)));
  wire::send(queue, 2, msgq::php::serialize(number * number));
  return 7;
} catch (const std::exception& error) {
  return msgq::report(error);
}
