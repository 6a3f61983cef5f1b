#include "common/judge/neighbours.h"

#include <sys/msg.h>

#include <cstring>

#include "common/message.h"

namespace msgq::judge {
namespace {

// All that the kernel tells of the queue: who used it last and when, and what is in it. Zeros if it
// is gone.
msqid_ds look_at(int msqid) {
  msqid_ds found{};
  if (msgctl(msqid, IPC_STAT, &found) == -1) found = {};
  return found;
}

}  // namespace

Neighbours::Neighbours()
    : queues_{ScopedQueue::create(ipc_private), ScopedQueue::create(ipc_private)} {
  fill();
}

void Neighbours::fill() {
  for (int i = 0; i < 2; ++i) {
    const int msqid = queues_[i].id();
    const struct {
      long type;
      char text[10];
    } messages[] = {{1, "not yours"}, {7, "nor this"}};
    if (before_[i].msg_qbytes != 0) msgctl(msqid, IPC_SET, &before_[i]);
    long only_a_type = 0;
    while (msgrcv(msqid, &only_a_type, 0, 0, IPC_NOWAIT | MSG_NOERROR) >= 0) {
    }
    for (const auto& message : messages) msgsnd(msqid, &message, sizeof message.text, IPC_NOWAIT);
    before_[i] = look_at(msqid);
  }
}

bool Neighbours::were_touched() {
  bool any = false;
  for (int i = 0; i < 2; ++i) {
    const msqid_ds now = look_at(queues_[i].id());
    // The kernel has written every byte of both.
    // NOLINTNEXTLINE(bugprone-suspicious-memory-comparison)
    any |= std::memcmp(&now, &before_[i], sizeof now) != 0;
  }
  if (any) fill();
  return any;
}

Neighbours& neighbours() {
  static Neighbours all;
  return all;
}

}  // namespace msgq::judge
