// What the kernel seldom answers: this program's msgctl, msgsnd and msgrcv stand before the C
// library's, and answer as told.
#include <sys/msg.h>

#include <cerrno>
#include <cstddef>

#include "common/error_of.h"
#include "common/queue.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

msqid_ds told;    // by IPC_STAT
msqid_ds wanted;  // of IPC_SET
int error = 0;    // of msgsnd and msgrcv

}  // namespace

extern "C" {

int msgctl(int, int command, msqid_ds* status) {
  if (command == IPC_STAT) *status = told;
  if (command == IPC_SET) wanted = *status;
  return 0;
}

int msgsnd(int, const void*, std::size_t, int) {
  errno = error;
  return -1;
}

ssize_t msgrcv(int, void*, std::size_t, long, int) {
  errno = error;
  return -1;
}

}  // extern "C"

// One machine's ids are often all the same number, and Bazel's sandbox knows one user only.
TEST_CASE("each field of a status is the kernel's of that name") {
  told = {};
  told.msg_perm.__key = 1;
  told.msg_perm.uid = 2;
  told.msg_perm.gid = 3;
  told.msg_perm.cuid = 4;
  told.msg_perm.cgid = 5;
  told.msg_perm.mode = 0753;
  told.msg_stime = 6;
  told.msg_rtime = 7;
  told.msg_ctime = 8;
  told.__msg_cbytes = 9;
  told.msg_qnum = 10;
  told.msg_qbytes = 11;
  told.msg_lspid = 12;
  told.msg_lrpid = 13;

  const Status status = Queue::from_id(0).status();
  CHECK(status.key == Key{1});
  CHECK(status.settings.uid == 2);
  CHECK(status.settings.gid == 3);
  CHECK(status.creator_uid == 4);
  CHECK(status.creator_gid == 5);
  CHECK(status.settings.mode == 0753);
  CHECK(status.last_send == 6);
  CHECK(status.last_receive == 7);
  CHECK(status.last_change == 8);
  CHECK(status.bytes == 9);
  CHECK(status.messages == 10);
  CHECK(status.settings.max_bytes == 11);
  CHECK(status.last_sender == 12);
  CHECK(status.last_receiver == 13);
}

TEST_CASE("what else the kernel keeps in a mode is no permission") {
  told = {};
  told.msg_perm.mode = 01777;
  CHECK(Queue::from_id(0).status().settings.mode == 0777);
}

TEST_CASE("set hands each setting to the field of that name, the mode as it is") {
  Queue::from_id(0).set({.uid = 1, .gid = 2, .mode = 01777, .max_bytes = 3});
  CHECK(wanted.msg_perm.uid == 1);
  CHECK(wanted.msg_perm.gid == 2);
  CHECK(wanted.msg_perm.mode == 01777);
  CHECK(wanted.msg_qbytes == 3);
}

TEST_CASE("a try_ function that a signal interrupts has an error, and not a no") {
  const Queue queue = Queue::from_id(0);
  Text<8> text;
  for (const int interrupted : {EINTR, EIDRM}) {
    error = interrupted;
    CHECK(error_of([&] { (void)queue.try_send(text); }) == interrupted);
    CHECK(error_of([&] { (void)queue.try_receive(text); }) == interrupted);
    CHECK(error_of([&] { (void)queue.try_peek(text, 0); }) == interrupted);
  }
}

TEST_CASE("each function has a no of its own, which is an error of the others") {
  const Queue queue = Queue::from_id(0);
  Text<8> text;
  error = EAGAIN;
  CHECK_FALSE(queue.try_send(text));
  CHECK(error_of([&] { (void)queue.try_receive(text); }) == EAGAIN);
  CHECK(error_of([&] { (void)queue.try_peek(text, 0); }) == EAGAIN);
  CHECK(error_of([&] { queue.send(text); }) == EAGAIN);
  error = ENOMSG;
  CHECK_FALSE(queue.try_receive(text));
  CHECK_FALSE(queue.try_peek(text, 0));
  CHECK(error_of([&] { (void)queue.try_send(text); }) == ENOMSG);
  CHECK(error_of([&] { queue.receive(text); }) == ENOMSG);
}
