#include "lessons/03_send/exercise.h"

#include <cstring>

#include "common/queue.h"

using msgq::Queue;

// TODO: a struct that others can read. This sends it as it lies in memory, so instead of the name
// travels an address, which means nothing to another program.
bool try_send_reading(Queue queue, const Reading& reading) {
  return queue.try_send(msgq::Message<Reading>{reading_type, reading});
}
// end TODO
