// Exercise 7: an owner that cleans up exactly once, and loses nothing.
#pragma once

#include <sys/types.h>

#include "common/message.h"
#include "common/queue.h"

// What travels through an owner's queue: of any type, 0 to 64 bytes.
using Job = msgq::Text<64>;

// Creates a queue, and removes it exactly once: at the end of the scope, even one that ends by an
// exception, with all that is in it; or before, by close(), which loses nothing.
//
// The queue is the owner's own until it is closed or given away, and only in the process that has
// created it, in all threads of that: fork(2) copies this object too, and a child must not take its
// parent's queue away. For a queue that is not its own, an owner makes no call.
class Owner {
 public:
  // Creates the queue, with mode 0600. Throws EEXIST if there is one with this key: it belongs to
  // somebody else. Every other error is thrown too.
  explicit Owner(msgq::Key key);

  // Removes the queue, if it is still its own. If somebody has removed it before, or the kernel
  // refuses, that is all right: it never throws, and leaves errno alone.
  ~Owner();

  // Gives the queue away: it is the caller's to remove from now on.
  msgq::Queue release();

  // Closes the queue so that no job is lost. From some moment on no job gets in any more: try_send
  // returns false, and who sleeps in send, or goes to sleep there, sleeps until the queue is
  // removed. Each job that got in before is given to `handle`, once, the oldest first; and when
  // there is none left, the queue is removed. Returns how many jobs `handle` was given.
  //
  // Others may receive meanwhile: what they have taken is theirs. close() never sleeps, for no job
  // is to come. Owner and mode of the queue stay as they are.
  //
  // If the queue is not its own: throws EPERM, and makes no call. Otherwise every error is thrown,
  // and the queue stays the owner's own: EINVAL or EIDRM if somebody else has removed the queue
  // before close() found it empty; after that, it counts as closed. What `handle` throws is passed
  // on: its job counts as handled, the later ones stay in the queue, and another close() goes on
  // with them.
  int close(void (*handle)(const Job&));

  msgq::Queue queue() const { return queue_; }

  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;

 private:
  // Not all of them need be used.
  [[maybe_unused]] msgq::Key key_;
  msgq::Queue queue_;
  [[maybe_unused]] pid_t process_ = 0;
};
