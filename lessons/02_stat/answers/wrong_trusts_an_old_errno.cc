// check says: bytes fill a queue: they use a share of its own capacity
#include "lessons/02_stat/exercise.h"

#include <sys/msg.h>

#include <cerrno>

#include "common/queue.h"

using msgq::Queue;

// errno says something only if the call has failed.
int percent_full(Queue queue) {
  msqid_ds now;
  ::msgctl(queue.id(), IPC_STAT, &now);
  if (errno == EINVAL || errno == EACCES) msgq::calls::fail("msgctl");
  const unsigned long used = now.__msg_cbytes > now.msg_qnum ? now.__msg_cbytes : now.msg_qnum;
  return used >= now.msg_qbytes ? 100 : static_cast<int>(used * 100 / now.msg_qbytes);
}
