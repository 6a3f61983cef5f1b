#include "common/orders/call.h"

#include <signal.h>
#include <sys/msg.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "common/escape.h"

namespace msgq::orders {
namespace {

constexpr std::size_t most_shown = 16;  // bytes of a message

struct Named {
  int bit;
  const char* name;
};

// "NOWAIT|EXCEPT", with a space before it; what has no name as an octal number.
std::string flags(int value, std::initializer_list<Named> known) {
  std::string text;
  for (const auto& [bit, name] : known) {
    if ((value & bit) == 0) continue;
    text += (text.empty() ? "" : "|") + std::string{name};
    value &= ~bit;
  }
  if (value != 0) {
    char octal[16];
    std::snprintf(octal, sizeof octal, "%#o", static_cast<unsigned>(value));
    text += (text.empty() ? "" : "|") + std::string{octal};
  }
  return text.empty() ? text : ' ' + text;
}

// [1 "hi"], as a picture of a queue has it; [?] if the address is bad.
std::string message(pid_t pid, unsigned long address, std::size_t size) {
  struct {
    long type;
    char bytes[most_shown + 4];  // so that a UTF-8 character at the end is whole
  } raw{};
  const std::size_t wanted = sizeof raw.type + std::min(size, sizeof raw.bytes);
  const iovec here{&raw, wanted};
  // NOLINTNEXTLINE(performance-no-int-to-ptr): an address of another process
  const iovec there{reinterpret_cast<void*>(address), wanted};
  if (process_vm_readv(pid, &here, 1, &there, 1, 0) != static_cast<ssize_t>(wanted)) return "[?]";
  char text[6 * most_shown];
  escape(text, sizeof text, raw.bytes, size, most_shown);
  return '[' + std::to_string(raw.type) + ' ' + text + ']';
}

std::string hexadecimal(unsigned value) {
  char text[16];
  std::snprintf(text, sizeof text, "%#x", value);
  return text;
}

// Its name; the number of one that the program did not get from msgget.
std::string name_of(int msqid, const QueueNames& queues) {
  const auto found = queues.find(msqid);
  return found != queues.end() ? found->second : std::to_string(msqid);
}

}  // namespace

int Call::msqid() const {
  switch (number) {
    case SYS_msgsnd:
    case SYS_msgrcv:
    case SYS_msgctl:
      return static_cast<int>(arguments[0]);
    default:
      return -1;
  }
}

bool Call::is_nap() const {
  switch (number) {
    case SYS_nanosleep:
    case SYS_clock_nanosleep:
      return true;
#ifdef SYS_poll
    case SYS_poll:
      return arguments[1] == 0 && static_cast<int>(arguments[2]) >= 0;
    case SYS_select:
      return arguments[0] == 0 && arguments[4] != 0;
#endif
    case SYS_ppoll:
      return arguments[1] == 0 && arguments[2] != 0;
    case SYS_pselect6:
      return arguments[0] == 0 && arguments[4] != 0;
    default:
      return false;
  }
}

const std::vector<int>& calls_that_may_nap() {
  static const std::vector<int> numbers{
      SYS_nanosleep, SYS_clock_nanosleep, SYS_ppoll, SYS_pselect6,
#ifdef SYS_poll  // which newer processors do without
      SYS_poll,      SYS_select,
#endif
  };
  return numbers;
}

bool Call::may_sleep() const {
  if (number == SYS_msgsnd) return (arguments[3] & IPC_NOWAIT) == 0;
  if (number == SYS_msgrcv) return (arguments[4] & IPC_NOWAIT) == 0;
  return false;
}

std::string name_of(const Call& call) {
  if (call.is_nap()) return "nap";
  switch (call.number) {
    case SYS_msgget:
      return "msgget";
    case SYS_msgsnd:
      return "msgsnd";
    case SYS_msgrcv:
      return "msgrcv";
    case SYS_msgctl:
      return "msgctl";
    default:
      return "call " + std::to_string(call.number);
  }
}

std::string name_of_errno(int error) {
  const char* const name = strerrorname_np(error);
  return name != nullptr ? name : std::to_string(error);
}

std::string name_of_signal(int number) {
  const char* const name = sigabbrev_np(number);
  return "SIG" + (name != nullptr ? std::string{name} : std::to_string(number));
}

std::string words_of(const Call& call, pid_t pid, const QueueNames& queues) {
  std::string name = name_of(call);
  const bool is_about_a_queue =
      call.number == SYS_msgsnd || call.number == SYS_msgrcv || call.number == SYS_msgctl;
  if (is_about_a_queue) name += ' ' + name_of(call.msqid(), queues);
  const auto& arguments = call.arguments;
  switch (call.number) {
    case SYS_msgget: {
      const auto key = static_cast<key_t>(arguments[0]);
      return name + ' ' +
             (key == IPC_PRIVATE ? "PRIVATE" : hexadecimal(static_cast<unsigned>(key))) +
             flags(static_cast<int>(arguments[1]), {{IPC_CREAT, "CREAT"}, {IPC_EXCL, "EXCL"}});
    }
    case SYS_msgsnd:
      return name + ' ' + message(pid, arguments[1], arguments[2]) +
             flags(static_cast<int>(arguments[3]), {{IPC_NOWAIT, "NOWAIT"}});
    case SYS_msgrcv:
      return name + ' ' + std::to_string(static_cast<long>(arguments[3])) +
             flags(static_cast<int>(arguments[4]), {{IPC_NOWAIT, "NOWAIT"},
                                                    {MSG_NOERROR, "NOERROR"},
                                                    {MSG_EXCEPT, "EXCEPT"},
                                                    {MSG_COPY, "COPY"}});
    case SYS_msgctl: {
      const auto command = static_cast<int>(arguments[1]);
      return name + (command == IPC_RMID   ? " RMID"
                     : command == IPC_SET  ? " SET"
                     : command == IPC_STAT ? " STAT"
                                           : ' ' + std::to_string(command));
    }
    default:
      return name;
  }
}

std::string words_of_result(const Call& call, long result, pid_t pid, const QueueNames& queues) {
  if (result < 0 && result >= -4095) return name_of_errno(static_cast<int>(-result));
  if (call.number == SYS_msgrcv) {
    return message(pid, call.arguments[1], static_cast<std::size_t>(result));
  }
  if (call.number == SYS_msgget) return name_of(static_cast<int>(result), queues);
  return std::to_string(result);
}

}  // namespace msgq::orders
