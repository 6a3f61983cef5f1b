#include "common/calls.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include "common/trace.h"

namespace msgq::calls {
namespace {

// Untraced, a call costs one branch more than the C function: the compiler makes a jump of the
// rest.
template <class Call, class Trace>
auto traced(const Call& call, const Trace& trace) {
  if (!trace::on()) [[likely]]
    return call();
  const auto result = call();
  trace(result);
  return result;
}

}  // namespace

key_t ftok(const char* path, int project) {
  return traced([=] { return ::ftok(path, project); },
                [=](key_t key) { trace::ftok(path, project, key); });
}

int msgget(key_t key, int msgflg) {
  return traced([=] { return ::msgget(key, msgflg); },
                [=](int msqid) { trace::msgget(key, msgflg, msqid); });
}

int msgsnd(int msqid, const void* message, std::size_t msgsz, int msgflg) {
  return traced([=] { return ::msgsnd(msqid, message, msgsz, msgflg); },
                [=](int result) { trace::msgsnd(msqid, message, msgsz, msgflg, result); });
}

ssize_t msgrcv(int msqid, void* message, std::size_t msgsz, long msgtyp, int msgflg) {
  return traced(
      [=] { return ::msgrcv(msqid, message, msgsz, msgtyp, msgflg); },
      [=](ssize_t received) { trace::msgrcv(msqid, message, msgsz, msgtyp, msgflg, received); });
}

int msgctl(int msqid, int command, msqid_ds* status) {
  return traced([=] { return ::msgctl(msqid, command, status); },
                [=](int result) { trace::msgctl(msqid, command, status, result); });
}

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
