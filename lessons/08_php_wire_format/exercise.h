// Exercise 8: speak PHP, without a library.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/queue.h"

struct Reading {
  std::string sensor;  // any bytes
  double celsius;      // NAN, of whatever sign, if the sensor is broken; never infinite
  bool outdoors;
  std::optional<std::string> note;  // any bytes; no note is PHP's null
  std::vector<std::int64_t> minutes;
};

inline constexpr long to_php = 1;
inline constexpr long to_cpp = 2;

// Sends a reading, as one message of type to_php. What PHP's
// msg_receive($queue, 1, $type, 8192, $reading) makes of it is an array with these keys in this
// order, minutes being a list:
//
//   ['sensor' => 'kitchen', 'celsius' => 21.5, 'outdoors' => false, 'note' => null,
//    'minutes' => [10, 20]]
//
// Its bytes are those that PHP's serialize() makes of this array, whatever the program's locale.
// Only celsius may be written with other digits than PHP's, if PHP reads the very same double.
//
// While the queue is full, it sleeps in msgsnd. Every error is thrown: std::system_error with that
// errno. A message has at most 8192 bytes: for a reading that needs more, std::length_error is
// thrown. What was thrown for is not sent.
void send_reading(msgq::Queue queue, const Reading& reading);

// Receives PHP's answer: how many readings it has now. PHP did msg_send($queue, 2, 7), for example.
// If several answers wait, it takes the oldest. If none does, it returns none: it is one call on
// the queue, never sleeps, and waits for nothing else.
//
// Strict: a message of type to_cpp that is anything else than what PHP sends for an integer of 64
// bits, such as "i:7;" and one byte more, is refused. Then std::runtime_error is thrown, and the
// message is gone. No message has more than 8192 bytes. Every error of the call is thrown:
// std::system_error with that errno.
std::optional<std::int64_t> try_receive_count(msgq::Queue queue);
