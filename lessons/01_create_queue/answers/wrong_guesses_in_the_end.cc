// check says: who makes one is told so
#include "lessons/01_create_queue/exercise.h"

#include "common/queue.h"

using msgq::Key;
using msgq::Queue;

// It was there, and is gone: then the next call will surely create it.
Opened open_or_create(Key key) {
  const int created = msgq::calls::msgget(key.value, IPC_CREAT | IPC_EXCL | 0600);
  if (created != -1) return {Queue::from_id(created), true};
  msgq::calls::fail_unless(EEXIST, "msgget");
  const int opened = msgq::calls::msgget(key.value, 0);
  if (opened != -1) return {Queue::from_id(opened), false};
  msgq::calls::fail_unless(ENOENT, "msgget");
  return {Queue::open_or_create(key), true};
}
