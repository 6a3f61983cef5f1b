#include "common/queue.h"

#include <cerrno>
#include <stdexcept>
#include <string>

#include "common/calls.h"

namespace msgq {
namespace {

// The bits above are flags to msgget: 02000, setgid of a file, would be IPC_EXCL.
int permissions(mode_t mode) { return static_cast<int>(mode & 0777); }

int get(Key key, int msgflg) {
  const int msqid = calls::msgget(key.value, msgflg);
  if (msqid == -1) calls::fail("msgget");
  return msqid;
}

}  // namespace

Key Key::from_path(const char* path, int project) {
  errno = 0;  // for a file may have the key -1, which then is no failure
  const key_t key = calls::ftok(path, project);
  if (key == -1 && errno != 0) calls::fail("ftok", path);
  if (key == IPC_PRIVATE) {
    throw std::invalid_argument{"ftok gives '" + std::string{path} + "' and project id " +
                                std::to_string(project) +
                                " the key 0, which is IPC_PRIVATE: choose another project id"};
  }
  return Key{key};
}

Queue Queue::create(Key key, mode_t mode) {
  return Queue{get(key, IPC_CREAT | IPC_EXCL | permissions(mode))};
}

Queue Queue::open(Key key) { return Queue{get(key, 0)}; }

Queue Queue::open_or_create(Key key, mode_t mode) {
  return Queue{get(key, IPC_CREAT | permissions(mode))};
}

Status Queue::status() const {
  msqid_ds raw;
  if (calls::msgctl(msqid_, IPC_STAT, &raw) == -1) calls::fail("msgctl");
  return {
      .settings = {.uid = raw.msg_perm.uid,
                   .gid = raw.msg_perm.gid,
                   .mode = static_cast<mode_t>(raw.msg_perm.mode & 0777),
                   .max_bytes = raw.msg_qbytes},
      .key = {raw.msg_perm.__key},
      .creator_uid = raw.msg_perm.cuid,
      .creator_gid = raw.msg_perm.cgid,
      .messages = raw.msg_qnum,
      .bytes = raw.__msg_cbytes,
      .last_sender = raw.msg_lspid,
      .last_receiver = raw.msg_lrpid,
      .last_send = raw.msg_stime,
      .last_receive = raw.msg_rtime,
      .last_change = raw.msg_ctime,
  };
}

void Queue::set(const Settings& settings) const {
  msqid_ds raw{};
  raw.msg_perm.uid = settings.uid;
  raw.msg_perm.gid = settings.gid;
  raw.msg_perm.mode = static_cast<decltype(raw.msg_perm.mode)>(settings.mode);
  raw.msg_qbytes = settings.max_bytes;
  if (calls::msgctl(msqid_, IPC_SET, &raw) == -1) calls::fail("msgctl");
}

void Queue::remove() const {
  if (calls::msgctl(msqid_, IPC_RMID, nullptr) == -1) calls::fail("msgctl");
}

}  // namespace msgq
