#include "common/trace.h"

#include <unistd.h>

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
    escape(bytes, sizeof bytes, static_cast<const char*>(message) + sizeof type, size, 32);
    add("{%ld, %s}", type, bytes);
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
    if (internal::fd == not_asked_yet) to(fd_from_environment());
    if (on()) [[maybe_unused]]
      const ssize_t written = write(internal::fd, text_, used_);
    errno = error;
  }

 private:
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

void show_ftok(const char* path, int project, key_t key) {
  const int error = errno;
  Line line;
  char shown[210];
  escape(shown, sizeof shown, path, std::strlen(path), 200);
  line.add("ftok(%s, %#x)", shown, static_cast<unsigned>(project));
  line.end(error, hexadecimal, key == -1 ? -1 : static_cast<long>(static_cast<unsigned>(key)));
}

void show_msgget(key_t key, int msgflg, int msqid) {
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
  const int error = errno;
  Line line;
  line.add("msgsnd(%d, ", msqid);
  if (result == -1 && (error == EFAULT || msgsz > SSIZE_MAX)) {
    line.add("%p", message);  // nothing there that could be read
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
