// Exercise 5: a receive that grows its buffer.
#pragma once

#include <cstddef>

#include "common/queue.h"

// Memory for one message, as msgrcv wants it: a long for the type, then room() bytes for the text.
class Buffer {
 public:
  virtual void* message() = 0;           // where it begins
  virtual std::size_t room() const = 0;  // 1 or more

  // The memory is elsewhere afterwards, and is empty; the old one is gone, and so may errno be.
  // Throws what it will if it cannot have so much.
  virtual void grow(std::size_t new_room) = 0;

 protected:
  ~Buffer() = default;
};

// Receives the message that msgtyp selects, as msgrcv's msgtyp does, into the buffer. If the
// message is larger than its room, and only then, the buffer grows, as often as that takes: who may
// set msgmax may allow messages of any size, at any time.
//
// Returns the bytes of the text; -1 as soon as the kernel says that no message matches. Every error
// but E2BIG and ENOMSG is thrown: std::system_error with that errno, as ever. What grow() throws is
// thrown, too. No message is lost, cut, or passed over for a smaller one, whatever other processes
// do with the queue meanwhile.
//
// Never sleeps, not for a moment. Makes at most 40 calls on the queue, whatever the room was and
// the size is: so let it double at least. Changes nothing else.
ssize_t receive_whole(msgq::Queue queue, Buffer& buffer, long msgtyp);
