#include "common/trace.h"

#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <string_view>

#include "common/escape.h"

namespace msgq::trace {

namespace {

constexpr int not_asked_yet = -2;  // what the environment says

int fd_from_environment() {
  const char* const wish = std::getenv("MSGQ_TRACE");
  const bool is_wanted = wish != nullptr && *wish != '\0' && std::string_view{wish} != "0";
  return is_wanted ? STDERR_FILENO : nowhere;
}

// The process that is no fork of another: known before main(), and before any call is traced.
pid_t first_process() {
  static const pid_t pid = getpid();
  return pid;
}
[[maybe_unused]] const pid_t asked_before_main = first_process();

// A line in the making. It has its own room, because tracing must not allocate; what does not fit
// is cut off.
class Line {
 public:
  Line() {
    if (getpid() != first_process()) add("[%d] ", getpid());
  }

  [[gnu::format(printf, 2, 3)]] void add(const char* format, ...) {
    std::va_list arguments;
    va_start(arguments, format);
    const int wanted = std::vsnprintf(text_ + used_, room - used_, format, arguments);
    va_end(arguments);
    used_ += static_cast<std::size_t>(wanted);
    if (used_ >= room) used_ = room - 1;
  }

  struct Flag {
    int bit;
    const char* name;
  };

  // Spells flags as a program does: "IPC_CREAT|IPC_EXCL|0600".
  void add_flags(int flags, std::initializer_list<Flag> known) {
    const char* separator = "";
    for (const auto& [bit, name] : known) {
      if ((flags & bit) == 0) continue;
      add("%s%s", separator, name);
      separator = "|";
      flags &= ~bit;
    }
    if (flags != 0 || *separator == '\0') add("%s%#o", separator, static_cast<unsigned>(flags));
  }

  // The kernel's struct: a long, then bytes.
  void add_message(const void* message, std::size_t size) {
    long type = 0;
    std::memcpy(&type, message, sizeof type);
    char bytes[160];
    escape(bytes, sizeof bytes, static_cast<const char*>(message) + sizeof type, size, most_shown);
    add("{%ld, %s}", type, bytes);
  }

  // The same for a message that the kernel may have refused before it looked at it: its address, if
  // there is nothing that could be read; process_vm_readv(2).
  void add_doubtful_message(const void* message, std::size_t size) {
    char copy[sizeof(long) + most_shown + 1];
    const std::size_t wanted = sizeof(long) + std::min(size, most_shown + 1);
    const iovec here{copy, wanted};
    const iovec there{const_cast<void*>(message), wanted};
    const bool is_possible = size <= SSIZE_MAX;  // more is no size, but a mistake
    if (is_possible &&
        process_vm_readv(getpid(), &here, 1, &there, 1, 0) == static_cast<ssize_t>(wanted)) {
      add_message(copy, wanted - sizeof(long));
    } else {
      add("%p", message);
    }
  }

  // One write(2), so lines of a parent and a child never mix.
  void end(int error, const char* result_format, long result) {
    char ending[80];
    if (result == -1) {
      std::snprintf(ending, sizeof ending, " = -1 %s (%s)\n", strerrorname_np(error),
                    strerrordesc_np(error));
    } else {
      std::snprintf(ending, sizeof ending, result_format, result);
    }
    if (used_ > room - sizeof ending) used_ = room - sizeof ending;
    add("%s", ending);
    [[maybe_unused]] const ssize_t written = write(internal::fd, text_, used_);
    errno = error;
  }

 private:
  static constexpr std::size_t most_shown = 32;  // bytes of a message
  static constexpr std::size_t room = 512;
  char text_[room];
  std::size_t used_ = 0;
};

constexpr char decimal[] = " = %ld\n";
constexpr char hexadecimal[] = " = %#lx\n";

}  // namespace

// Set before any constructor of a static object runs, for that may make calls already.
constinit int internal::fd = not_asked_yet;

void to(int fd) { internal::fd = fd; }

namespace {

// At the first call somebody has to look at the environment.
bool is_wanted() {
  if (internal::fd == not_asked_yet) to(fd_from_environment());
  return on();
}

}  // namespace

void show_ftok(const char* path, int project, key_t key) {
  if (!is_wanted()) return;
  const int error = errno;
  Line line;
  char shown[210];
  if (key == -1 && error == EFAULT) {
    std::snprintf(shown, sizeof shown, "%p", static_cast<const void*>(path));
  } else {
    escape(shown, sizeof shown, path, std::strlen(path), 200);
  }
  line.add("ftok(%s, %#x)", shown, static_cast<unsigned>(project));
  line.end(error, hexadecimal,
           key == -1 && error != 0 ? -1 : static_cast<long>(static_cast<unsigned>(key)));
}

void show_msgget(key_t key, int msgflg, int msqid) {
  if (!is_wanted()) return;
  const int error = errno;
  Line line;
  if (key == IPC_PRIVATE) {
    line.add("msgget(IPC_PRIVATE, ");
  } else {
    line.add("msgget(%#x, ", static_cast<unsigned>(key));
  }
  line.add_flags(msgflg, {{IPC_CREAT, "IPC_CREAT"}, {IPC_EXCL, "IPC_EXCL"}});
  line.add(")");
  line.end(error, decimal, msqid);
}

void show_msgsnd(int msqid, const void* message, std::size_t msgsz, int msgflg, int result) {
  if (!is_wanted()) return;
  const int error = errno;
  Line line;
  line.add("msgsnd(%d, ", msqid);
  if (result == -1) {
    line.add_doubtful_message(message, msgsz);
  } else {
    line.add_message(message, msgsz);
  }
  line.add(", %zu, ", msgsz);
  line.add_flags(msgflg, {{IPC_NOWAIT, "IPC_NOWAIT"}});
  line.add(")");
  line.end(error, decimal, result);
}

void show_msgrcv(int msqid, const void* message, std::size_t msgsz, long msgtyp, int msgflg,
                 ssize_t received) {
  if (!is_wanted()) return;
  const int error = errno;
  Line line;
  line.add("msgrcv(%d, ", msqid);
  if (received >= 0) {
    line.add_message(message, static_cast<std::size_t>(received));
  } else {
    line.add("?");
  }
  line.add(", %zu, %ld, ", msgsz, msgtyp);
  line.add_flags(msgflg, {{IPC_NOWAIT, "IPC_NOWAIT"},
                          {MSG_NOERROR, "MSG_NOERROR"},
                          {MSG_EXCEPT, "MSG_EXCEPT"},
                          {MSG_COPY, "MSG_COPY"}});
  line.add(")");
  line.end(error, decimal, received);
}

void show_msgctl(int msqid, int command, const msqid_ds* status, int result) {
  if (!is_wanted()) return;
  const int error = errno;
  Line line;
  line.add("msgctl(%d, ", msqid);
  switch (command) {
    case IPC_STAT:
      line.add("IPC_STAT");
      if (result == 0) {
        line.add(", {mode=%#o, msg_qnum=%lu, msg_cbytes=%lu, msg_qbytes=%lu, ...}",
                 static_cast<unsigned>(status->msg_perm.mode), status->msg_qnum,
                 status->__msg_cbytes, status->msg_qbytes);
      }
      break;
    case IPC_SET:
      line.add("IPC_SET");
      if (result == 0) {
        line.add(", {uid=%u, gid=%u, mode=%#o, msg_qbytes=%lu}", status->msg_perm.uid,
                 status->msg_perm.gid, static_cast<unsigned>(status->msg_perm.mode),
                 status->msg_qbytes);
      }
      break;
    case IPC_RMID:
      line.add("IPC_RMID");
      break;
    default:
      line.add("%d", command);
  }
  line.add(")");
  line.end(error, decimal, result);
}

}  // namespace msgq::trace
