#include "common/actor/actor.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "lessons/05_flags/exercise.h"
#include "lessons/05_flags/scene.h"

namespace {

// A buffer that notices what is written where it is not. All the memory that it ever had stays, so
// that whoever still writes there does no other harm.
class WatchedBuffer final : public Buffer {
 public:
  explicit WatchedBuffer(std::size_t room) { begin_at(room); }

  void allow(std::size_t most_room) { most_room_ = most_room; }

  void* message() override { return &memory_.back()[guard]; }
  std::size_t room() const override { return room_; }

  void grow(std::size_t new_room) override {
    if (new_room > most_room_) throw std::length_error{"so much room is not to be had"};
    std::fill(memory_.back().begin(), memory_.back().end(), untouched);
    begin_at(new_room);
    errno = ENOMSG;  // allocating memory may leave anything there
  }

  const char* harm() const {
    for (const auto& old : memory_) {
      if (&old != &memory_.back() && !is_untouched(old.begin(), old.end())) return "where it was";
    }
    const auto& now = memory_.back();
    if (!is_untouched(now.begin(), now.begin() + guard)) return "before it";
    return is_untouched(now.end() - guard, now.end()) ? "none" : "beyond its room";
  }

 private:
  using Bytes = std::vector<char>;
  static constexpr long guard = largest_text + sizeof(long);  // on both sides
  static constexpr char untouched = '\x7f';

  void begin_at(std::size_t room) {
    room_ = room;
    memory_.emplace_back(guard + sizeof(long) + room + guard, untouched);
  }

  static bool is_untouched(Bytes::const_iterator begin, Bytes::const_iterator end) {
    return std::all_of(begin, end, [](char byte) { return byte == untouched; });
  }

  std::vector<Bytes> memory_;
  std::size_t room_ = 0;
  std::size_t most_room_ = 0;
};

}  // namespace

int main(int, char** argv) {
  auto& scene = msgq::actor::scene<Scene>(argv);
  std::unique_ptr<WatchedBuffer> buffer;
  for (int i = 0; i < scene.count; ++i) {
    Call& call = scene.calls[i];
    const auto queue = msgq::Queue::from_id(scene.msqids[call.queue]);
    if (!call.keeps_buffer) buffer = std::make_unique<WatchedBuffer>(call.room);
    buffer->allow(call.most_room);
    msgq::actor::attempt(call.outcome, call.errno_before,
                         [&] { call.returned = receive_whole(queue, *buffer, call.msgtyp); });
    call.room_afterwards = buffer->room();
    std::snprintf(call.harm, sizeof call.harm, "%s", buffer->harm());
    const char* const message = static_cast<const char*>(buffer->message());
    std::memcpy(&call.type, message, sizeof call.type);
    std::memcpy(call.text, message + sizeof call.type, std::min(buffer->room(), sizeof call.text));
  }
}
