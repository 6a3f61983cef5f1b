#include "common/calls.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include "common/trace.h"

// Each function returns at once where nothing is traced: then the compiler makes a jump of the C
// function, and the call costs one branch more than the raw one.
namespace msgq::calls {

key_t ftok(const char* path, int project) {
  if (!trace::on()) [[likely]]
    return ::ftok(path, project);
  const key_t key = ::ftok(path, project);
  trace::show_ftok(path, project, key);
  return key;
}

int msgget(key_t key, int msgflg) {
  if (!trace::on()) [[likely]]
    return ::msgget(key, msgflg);
  const int msqid = ::msgget(key, msgflg);
  trace::show_msgget(key, msgflg, msqid);
  return msqid;
}

int msgsnd(int msqid, const void* message, std::size_t msgsz, int msgflg) {
  if (!trace::on()) [[likely]]
    return ::msgsnd(msqid, message, msgsz, msgflg);
  const int result = ::msgsnd(msqid, message, msgsz, msgflg);
  trace::show_msgsnd(msqid, message, msgsz, msgflg, result);
  return result;
}

ssize_t msgrcv(int msqid, void* message, std::size_t msgsz, long msgtyp, int msgflg) {
  if (!trace::on()) [[likely]]
    return ::msgrcv(msqid, message, msgsz, msgtyp, msgflg);
  const ssize_t received = ::msgrcv(msqid, message, msgsz, msgtyp, msgflg);
  trace::show_msgrcv(msqid, message, msgsz, msgtyp, msgflg, received);
  return received;
}

int msgctl(int msqid, int command, msqid_ds* status) {
  if (!trace::on()) [[likely]]
    return ::msgctl(msqid, command, status);
  const int result = ::msgctl(msqid, command, status);
  trace::show_msgctl(msqid, command, status, result);
  return result;
}

int remove_in_signal_handler(int msqid) { return ::msgctl(msqid, IPC_RMID, nullptr); }

void fail(const char* call, const char* subject) {
  const int error = errno;
  const char* const name = strerrorname_np(error);
  std::string context = std::string{call} + ' ' + (name != nullptr ? name : "errno?");
  if (subject != nullptr) context += std::string{" ("} + subject + ')';
  throw std::system_error{error, std::system_category(), context};
}

void fail_unless(int expected, const char* call) {
  if (errno != expected) fail(call);
}

}  // namespace msgq::calls
