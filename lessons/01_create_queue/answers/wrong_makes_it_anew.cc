// check says: who comes later gets the queue that is there
#include "lessons/01_create_queue/exercise.h"

#include "common/queue.h"

using msgq::Key;
using msgq::Queue;

// A "clean start", which throws away the queue that others are using.
Opened open_or_create(Key key) {
  if (const int msqid = msgq::calls::msgget(key.value, 0); msqid != -1) {
    Queue::from_id(msqid).remove();
  }
  return {Queue::create(key), true};
}
