#include "common/program/program.h"

#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "common/escape.h"

namespace msgq {
namespace {

struct Advice {
  const char* call;  // "msg" for any of msgget, msgsnd, msgrcv, msgctl
  int error;
  const char* what_to_do;
};

constexpr Advice all_advice[] = {
    {"ftok", ENOENT, "Give the path of a file or directory that exists."},
    {"ftok", ENOTDIR, "Every part of the path but the last must be a directory."},
    {"ftok", EACCES, "Every directory on the path must be searchable (x) for you."},
    {"msgget", ENOENT, "No queue has this key: create it first."},
    {"msgget", EEXIST, "A queue has this key already: open it, or remove it with ipcrm -Q KEY."},
    {"msgget", EACCES, "The queue grants you less than you ask for: see its perms in ipcs -q."},
    {"msgget", ENOSPC,
     "All msgmni queues are in use: see ipcs -q, remove leftovers with ipcrm -q ID."},
    {"msgsnd", EINVAL,
     "The type must be positive, the size at most msgmax (ipcs -q -l), and the queue still there."},
    {"msgrcv", E2BIG,
     "The message is still in the queue: receive it with more room, or truncated."},
    {"msgrcv", ENOSYS, "Peeking (MSG_COPY) takes a kernel built with CONFIG_CHECKPOINT_RESTORE=y."},
    {"msgctl", EPERM, "Only owner, creator or root may; above msgmnb it takes CAP_SYS_RESOURCE."},
    {"msg", EIDRM, "Another process removed the queue meanwhile: run this again."},
    {"msg", EINVAL, "Does the queue still exist? See ipcs -q."},
    {"msg", EACCES, "The queue's mode does not allow it: see its perms in ipcs -q."},
    {"msg", EINTR, "A signal arrived during the call: run this again."},
    {"msg", ENOSYS,
     "This system has no System V message queues: use a Linux kernel built with CONFIG_SYSVIPC=y."},
};

const char* advice_for(const std::system_error& error) {
  std::string_view what = error.what();
  if (what.starts_with("stat ")) what = "ftok";  // which fails as stat(2) does
  for (const auto& [call, number, what_to_do] : all_advice) {
    if (error.code().value() == number && what.starts_with(call)) return what_to_do;
  }
  return "";
}

}  // namespace

void expect_arguments(int argc, char** argv, int at_most, const char* usage) {
  const bool is_option =
      argc > 1 && std::string_view{argv[1]}.starts_with("--") && access(argv[1], F_OK) == -1;
  const int first_unwanted = is_option ? 1 : at_most + 1;
  if (argc <= first_unwanted) return;
  throw std::invalid_argument{"unexpected argument '" + std::string{argv[first_unwanted]} +
                              "'. Usage: " + program_invocation_short_name +
                              (*usage != '\0' ? " " : "") + usage};
}

long number(const char* text, const char* name, long least, long most) {
  const std::string_view all = text;
  const bool hexadecimal = all.starts_with("0x") || all.starts_with("0X");
  const char* const first = text + (hexadecimal ? 2 : 0);
  const char* const last = text + all.size();
  long value = 0;
  const auto [end, error] = std::from_chars(first, last, value, hexadecimal ? 16 : 10);
  const bool is_number =
      error == std::errc{} && end == last && !(hexadecimal && *first == '-');  // not 0x-41
  if (is_number && least <= value && value <= most) return value;
  throw std::invalid_argument{std::string{name} + " must be a number from " +
                              std::to_string(least) + " to " + std::to_string(most) + ", not '" +
                              text + "'"};
}

void enter_callers_directory() {
  const char* const directory = std::getenv("BUILD_WORKING_DIRECTORY");
  if (directory != nullptr && chdir(directory) == -1) {
    throw std::system_error{errno, std::system_category(), std::string{"chdir "} + directory};
  }
}

int report(const std::exception& error) {
  std::fflush(stdout);
  const auto* const failed_call = dynamic_cast<const std::system_error*>(&error);
  const char* const advice = failed_call != nullptr ? advice_for(*failed_call) : "";
  std::fprintf(stderr, "%s: %s%s%s\n", program_invocation_short_name,
               printable(error.what()).c_str(), *advice != '\0' ? ". " : "", advice);
  return EXIT_FAILURE;
}

}  // namespace msgq
