// What travels through a queue: a type, then bytes. Both kinds of message here are the very struct
// that msgsnd(2) and msgrcv(2) read and write, so nothing is copied or allocated on the way to the
// kernel.
//
// The compiler's own traits are used, because <type_traits> would double the time that this header
// and the calls take to compile.
#pragma once

#include <sys/msg.h>

#include <cstddef>

namespace msgq {

namespace internal {

// What is no class, and cannot be multiplied, is a pointer of some kind.
template <class T>
concept CanBeMultiplied = requires(T value) {
  value * 1;
};
template <class T>
inline constexpr bool is_pointer =
    !(__is_class(T) || __is_union(T) || __is_enum(T) || CanBeMultiplied<T>);
template <class T, std::size_t N>
inline constexpr bool is_pointer<T[N]> = is_pointer<T>;

template <class T>
concept HasData = requires(const T& value) {
  *value.data();
};
template <class T>
concept HasBegin = requires(const T& value) {
  *value.begin();
};
template <class T>
concept HasGet = requires(const T& value) {
  &value.get();
};
// A class that leads to something, and does not show its members.
template <class T>
inline constexpr bool is_view = (HasData<T> || HasBegin<T> || HasGet<T>)&&!__is_aggregate(T);
template <class T>
inline constexpr bool is_view<volatile T> = is_view<T>;
template <class T, std::size_t N>
inline constexpr bool is_view<T[N]> = is_view<T>;

template <class T>
inline constexpr bool is_long_member = false;
template <class Of>
inline constexpr bool is_long_member<long Of::*> = true;  // not of a static one, nor of a bit-field

// Throw std::length_error and std::invalid_argument; here, so that this header needs no heavy one.
[[noreturn]] void throw_wrong_size(std::size_t received, std::size_t body);
[[noreturn]] void throw_too_long(std::size_t length, std::size_t capacity);
[[noreturn]] void throw_not_positive(long type);

}  // namespace internal

// The rules for a body, each a concept, so that the compiler's error names the one that is broken.
template <class T>  // NOLINTNEXTLINE(bugprone-sizeof-expression): int[] has no size
concept MayBeCopiedByteByByte = __is_trivially_copyable(T) && sizeof(T) > 0;
template <class T>
concept HasALayoutThatOthersKnow = __is_standard_layout(T);  // no reference, no virtual function
template <class T>
concept HoldsNoPointer = !internal::is_pointer<T>;
template <class T>
concept HoldsItsBytesItself = !internal::is_view<T>;
template <class T>
concept FollowsTheTypeWithoutPadding = alignof(T) <= alignof(long);

// Bytes that still mean something in another process. Refused are pointers, classes with
// references, views of bytes that lie elsewhere (std::string_view, std::span,
// std::reference_wrapper) and what looks like one, and arrays of all these. What cannot be
// recognised is a pointer or a view among the members of a struct: that is yours to avoid.
template <class T>
concept Payload = MayBeCopiedByteByByte<T> && HasALayoutThatOthersKnow<T> && HoldsNoPointer<T> &&
    HoldsItsBytesItself<T> && FollowsTheTypeWithoutPadding<T>;

// A message whose body is always the same size.
template <Payload Body>
struct Message {
  long type = 1;
  Body body{};

  static constexpr std::size_t room = sizeof(Body);  // bytes; the type does not count

  [[gnu::always_inline]] std::size_t size() const { return room; }

  // Throws std::length_error if what was received has not the size of a Body. Unless it was only
  // peeked at, it has left the queue all the same.
  [[gnu::always_inline]] void set_size(std::size_t received) {
    if (received != room) internal::throw_wrong_size(received, room);
  }
};

// Anything with size(), and whose data() are chars, such as std::string and std::string_view.
template <class T>
concept Characters = requires(const T& text) {
  static_cast<const char*>(text.data());
  static_cast<std::size_t>(text.size());
};

// A message of 0 to Capacity bytes, of which only size() travel. They begin at data().
template <std::size_t Capacity>
struct Text {
  long type = 1;
  char bytes[Capacity + 1] = {};  // one more than the kernel may fill, for c_str()'s NUL
  std::size_t length = 0;         // ours: it lies behind what the kernel reads and writes

  static constexpr std::size_t room = Capacity;

  Text() = default;

  // Copies the bytes. Throws std::length_error if they are more than Capacity.
  Text(long message_type, const char* data, std::size_t data_size) : type{message_type} {
    if (data_size > room) internal::throw_too_long(data_size, room);
    if (data_size > 0) __builtin_memcpy(bytes, data, data_size);  // data may be null if it is 0
    set_size(data_size);
  }

  // The same for a std::string, NUL bytes and all.
  template <Characters String>
  Text(long message_type, const String& text) : Text{message_type, text.data(), text.size()} {}

  // The same for the bytes before a NUL.
  explicit Text(long message_type, const char* text = "")
      : Text{message_type, text, __builtin_strlen(text)} {}

  [[gnu::always_inline]] std::size_t size() const { return length; }

  // How many bytes are the message, 0 to Capacity. More would be written beyond the object.
  [[gnu::always_inline]] void set_size(std::size_t received) {
    length = received;
    bytes[length] = '\0';
  }

  const char* data() const { return bytes; }

  // For printf and its like, which stop at the first NUL. A message may well contain one.
  const char* c_str() const { return bytes; }

  // All bytes: text.as<std::string>().
  template <class String>
  String as() const {
    return String(data(), size());
  }

  friend bool operator==(const Text& message, const char* text) {
    return message.equals(text, __builtin_strlen(text));
  }
  template <Characters String>
  friend bool operator==(const Text& message, const String& text) {
    return message.equals(text.data(), text.size());
  }

 private:
  bool equals(const char* text, std::size_t text_size) const {
    return length == text_size && (length == 0 || __builtin_memcmp(bytes, text, length) == 0);
  }
};

// The rules for a message, each a concept too.
template <class T>
concept BeginsWithALongCalledType =
    __is_standard_layout(T) && internal::is_long_member<decltype(&T::type)>&& __builtin_offsetof(
                                   T, type) == 0;
template <class T>
concept HasNoPaddingBehindTheType = alignof(T) == alignof(long);
template <class T>
concept HasRoomForWhatIsReceived = T::room <= sizeof(T) - sizeof(long);
template <class T>
concept TellsItsSize = requires(const T& sent, T& received, std::size_t size) {
  static_cast<std::size_t>(sent.size());
  received.set_size(size);
};

// Either of the two, or your own: a struct that begins with a long called type, at once followed by
// at least `room` bytes, of which size() are sent, and set_size() tells how many were received.
template <class T>
concept AnyMessage = BeginsWithALongCalledType<T> && HasNoPaddingBehindTheType<T> &&
    MayBeCopiedByteByByte<T> && HasRoomForWhatIsReceived<T> && TellsItsSize<T>;

// Which message to take: msgrcv's argument msgtyp, and MSG_EXCEPT, which turns its meaning round.
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
    if (type <= 0) internal::throw_not_positive(type);  // std::invalid_argument
    return type;
  }
};

// What becomes of a message larger than the receiver's room.
enum class Oversize : int {
  error = 0,               // E2BIG, and the message is not taken
  truncate = MSG_NOERROR,  // the rest is lost, and nothing says so
};

}  // namespace msgq
