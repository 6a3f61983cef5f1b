// One send and one receive on a queue, a number of times: by the raw calls, and through msgq. Both
// check for errors and use the same memory, so what differs is the wrapper.
#pragma once

#include <sys/msg.h>

#include <cstddef>
#include <cstdlib>

#include "common/queue.h"

template <std::size_t size>
struct Bytes {
  char bytes[size];
};

template <std::size_t size>
void raw_pairs(int msqid, long count) {
  struct {
    long type;
    char bytes[size];
  } message{1, {}};
  for (long i = 0; i < count; ++i) {
    if (msgsnd(msqid, &message, sizeof message.bytes, 0) == -1) std::abort();
    if (msgrcv(msqid, &message, sizeof message.bytes, 0, 0) == -1) std::abort();
  }
}

template <std::size_t size>
void msgq_pairs(msgq::Queue queue, long count) {
  msgq::Message<Bytes<size>> message;
  for (long i = 0; i < count; ++i) {
    queue.send(message);
    queue.receive(message);
  }
}
