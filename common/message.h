// What travels through a queue: a type, then bytes. Both kinds of message here are the very struct
// that msgsnd(2) and msgrcv(2) read and write, so nothing is copied or allocated on the way.
#pragma once

#include <sys/msg.h>

#include <cstddef>

namespace msgq {

template <class T>
inline constexpr bool is_pointer = false;
template <class T>
inline constexpr bool is_pointer<T*> = true;

// Bytes that still mean something in another process. A stricter alignment than that of long would
// put padding between type and body, where the kernel expects the body. (The compiler's own traits,
// because <type_traits> would nearly double the time that a learner's file takes to compile.)
template <class T>
concept Payload = __is_trivially_copyable(T) && !is_pointer<T> && alignof(T) <= alignof(long);

// Throws std::length_error; here, so that this header needs no heavy one.
[[noreturn]] void throw_wrong_size(std::size_t received, std::size_t body);
[[noreturn]] void throw_too_long(std::size_t length, std::size_t capacity);

// A message whose body is always the same size.
template <Payload Body>
struct Message {
  long type = 1;
  Body body{};

  static constexpr std::size_t room = sizeof(Body);  // bytes; the type does not count

  [[gnu::always_inline]] std::size_t size() const { return room; }

  // Throws std::length_error if what was received is no Body. It has left the queue all the same.
  [[gnu::always_inline]] void set_size(std::size_t received) const {
    if (received != room) throw_wrong_size(received, room);
  }
};

// A message of 0 to Capacity bytes, of which only size() travel.
template <std::size_t Capacity>
struct Text {
  long type = 1;
  char bytes[Capacity + 1] = {};  // one more than the kernel may fill, for c_str()'s NUL
  std::size_t length = 0;         // ours: it lies behind what the kernel reads and writes

  static constexpr std::size_t room = Capacity;

  Text() = default;

  // Copies the bytes before the NUL. Throws std::length_error if they are more than Capacity.
  explicit Text(long message_type, const char* text = "")
      : Text{message_type, text, __builtin_strlen(text)} {}

  Text(long message_type, const char* data, std::size_t data_size) : type{message_type} {
    if (data_size > room) throw_too_long(data_size, room);
    __builtin_memcpy(bytes, data, data_size);
    set_size(data_size);
  }

  [[gnu::always_inline]] std::size_t size() const { return length; }

  [[gnu::always_inline]] void set_size(std::size_t received) {
    length = received;
    bytes[length] = '\0';
  }

  const char* data() const { return bytes; }

  // As far as the first NUL, which a message may well contain: size() knows better.
  const char* c_str() const { return bytes; }

  friend bool operator==(const Text& message, const char* text) {
    return message.length == __builtin_strlen(text) &&
           __builtin_memcmp(message.bytes, text, message.length) == 0;
  }
};

// Either of the two, or your own: a long called type, at once followed by at least `room` bytes.
template <class T>
concept AnyMessage = __is_standard_layout(T) && requires(T message, std::size_t size) {
  message.type;
  T::room;
  message.size();
  message.set_size(size);
};

[[noreturn]] void throw_not_positive(long type);

// Which message to take: msgrcv's argument msgtyp, and the one flag that changes its meaning.
struct Select {
  long msgtyp = 0;
  int flags = 0;

  // The oldest message.
  static constexpr Select any() { return {}; }
  // The oldest message of this type.
  static constexpr Select exactly(long type) { return {positive(type), 0}; }
  // The oldest message of the lowest type present, if that type is not above this one.
  static constexpr Select lowest_up_to(long type) { return {-positive(type), 0}; }
  // The oldest message of any other type.
  static constexpr Select except(long type) { return {positive(type), MSG_EXCEPT}; }

 private:
  // The kernel takes any number, but a wrong sign here would silently mean another selection.
  static constexpr long positive(long type) {
    if (type <= 0) throw_not_positive(type);  // std::invalid_argument
    return type;
  }
};

// What becomes of a message larger than the receiver's room.
enum class Oversize : int {
  error = 0,               // E2BIG, and the message stays in the queue
  truncate = MSG_NOERROR,  // the rest is lost, and nothing says so
};

}  // namespace msgq
