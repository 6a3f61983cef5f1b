// Exercise 3: a struct that others can read.
#pragma once

#include "common/queue.h"

struct Reading {
  // Its name, such as "kitchen": any bytes, or none at all, and a NUL. Behind that nothing is ours.
  const char* sensor;
  double celsius;
};

// The message that carries a reading, for programs in any language:
//
//   type   reading_type
//   body   8 bytes: celsius, as a double lies in memory; then the letters of the sensor's name,
//          without a NUL, and nothing else
inline constexpr long reading_type = 7;
inline constexpr std::size_t longest_name = 31;  // bytes, without a NUL

// msgq::throw_too_long(length, longest_name) throws std::length_error. It is at hand because
// <stdexcept>, which has that, would double the time that exercise.cc takes to compile.
namespace msgq {
using internal::throw_too_long;
}

// Sends the reading, once: true. If the kernel says that the queue is full, nothing was sent:
// false, at once. It never sleeps, not for a moment, and does not try again. It needs no permission
// but to write to the queue. A reading that is the same as the one before is sent like any other.
//
// If the name is longer than longest_name, nothing is sent either, and std::length_error is thrown,
// however full the queue is. Every other failure is thrown too: std::system_error with that errno,
// as ever.
//
// Nothing else changes: no message of others is taken, and no queue is made.
[[nodiscard]] bool try_send_reading(msgq::Queue queue, const Reading& reading);
