// Exercise 3: a struct that others can read.
#pragma once

#include "common/queue.h"

struct Reading {
  const char* sensor;  // its name, such as "kitchen"
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

// Sends the reading, without ever sleeping: false if the queue is full, and then nothing was sent.
//
// If the name is longer than longest_name, nothing is sent either, and std::length_error is thrown.
// Every other failure is thrown too: std::system_error, as ever.
[[nodiscard]] bool try_send_reading(msgq::Queue queue, const Reading& reading);
