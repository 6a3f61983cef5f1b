#include "common/actor/actor.h"

#include <cerrno>
#include <clocale>
#include <cstdint>
#include <cstring>
#include <locale>
#include <optional>
#include <string>

#include "lessons/08_php_wire_format/exercise.h"
#include "lessons/08_php_wire_format/scene.h"

namespace {

// As German and French programs write 1234567.5: 1.234.567,5.
struct Comma : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

std::string bytes_of(const Scene& scene, const Place& place) {
  return {&scene.bytes[place.begin], static_cast<std::size_t>(place.size)};
}

Reading reading_of(const Scene& scene, const Call& call) {
  Reading reading{bytes_of(scene, call.sensor), call.celsius, call.outdoors, std::nullopt, {}};
  if (call.note.size >= 0) reading.note = bytes_of(scene, call.note);
  for (int i = 0; i < call.minutes.size; i += 8) {
    std::int64_t minute = 0;
    std::memcpy(&minute, &scene.bytes[call.minutes.begin + i], sizeof minute);
    reading.minutes.push_back(minute);
  }
  return reading;
}

}  // namespace

int main(int, char** argv) {
  auto& scene = msgq::actor::scene<Scene>(argv);
  if (scene.has_comma) {
    std::locale::global(std::locale{std::locale{}, new Comma});
    // The judge has made it: see stage::CommaLocale.
    if (std::setlocale(LC_NUMERIC, "comma") == nullptr) return 3;
  }
  for (int i = 0; i < scene.count; ++i) {
    Call& call = scene.calls[i];
    const auto queue = msgq::Queue::from_id(call.msqid);
    if (call.is_send) {
      const Reading reading = reading_of(scene, call);
      msgq::actor::attempt(call.outcome, EAGAIN, [&] { send_reading(queue, reading); });
    } else {
      msgq::actor::attempt(call.outcome, ERANGE, [&] {
        const auto count = try_receive_count(queue);
        call.has_count = count.has_value();
        call.count = count.value_or(0);
      });
    }
  }
}
