// The waiting messages, drawn.
#pragma once

#include <cstdio>

#include "common/queue.h"

namespace msgq {

// Prints one line, with the message that came first at the head:
//
//   head > [4 "d"] [3 "c"] [2 "b"] > tail
//
// A box holds type and text, or type and size where the bytes are no text: [1 8 bytes]. After 16
// boxes the rest is counted. Nothing is consumed: each box is at least one msgrcv(2) with MSG_COPY,
// so while others use the queue the line may mix moments. Where the kernel lacks MSG_COPY the line
// says so. Throws as Queue::try_peek and Queue::status do, but never E2BIG.
void draw(Queue queue, std::FILE* out = stdout);

}  // namespace msgq
