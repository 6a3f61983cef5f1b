#include "lessons/03_send/exercise.h"

#include <cstring>
#include <exception>
#include <thread>

#include "common/queue.h"

using msgq::Queue;

// Another thread sends, and this one waits for it.
bool try_send_reading(Queue queue, const Reading& reading) {
  const std::size_t letters = std::strlen(reading.sensor);
  if (letters > longest_name) msgq::throw_too_long(letters, longest_name);
  msgq::Text<sizeof(double) + longest_name> message{reading_type};
  std::memcpy(message.bytes, &reading.celsius, sizeof reading.celsius);
  std::memcpy(message.bytes + sizeof reading.celsius, reading.sensor, letters);
  message.set_size(sizeof reading.celsius + letters);
  bool was_sent = false;
  std::exception_ptr thrown;
  std::thread{[&] {
    try {
      was_sent = queue.try_send(message);
    } catch (...) {
      thrown = std::current_exception();
    }
  }}.join();
  if (thrown) std::rethrow_exception(thrown);
  return was_sent;
}
