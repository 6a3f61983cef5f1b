// Exercise 5: a receive that grows its buffer.
#pragma once

#include <cstddef>

#include "common/queue.h"

// Memory for one message, as msgrcv wants it: a long for the type, then room() bytes for the text.
class Buffer {
 public:
  virtual void* message() = 0;                  // where it begins
  virtual std::size_t room() const = 0;         // 1 or more
  virtual void grow(std::size_t new_room) = 0;  // the memory is elsewhere afterwards, and is empty

 protected:
  ~Buffer() = default;
};

// Receives the message that msgtyp selects, as msgrcv's msgtyp does, into the buffer, which grows
// if the message is larger than its room, as often as that takes. Never sleeps.
//
// Returns the bytes of the text; -1 if no message matches. Every error but E2BIG and ENOMSG is
// thrown. No message is lost, cut, or passed over for a smaller one, whatever other processes do
// with the queue meanwhile.
ssize_t receive_whole(msgq::Queue queue, Buffer& buffer, long msgtyp);
