#include "common/program/program.h"

#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

#include "common/calls.h"
#include "common/child.h"
#include "common/queue.h"
#include "common/testing/missing_calls.h"
#include "common/testing/pipe.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

const std::string name = program_invocation_short_name;

// What report() prints about the exception that `body` throws in a child.
template <class Body>
std::string reported(const Body& body) {
  testing::Pipe output;
  const int status = in_child([&] {
    output.becomes(STDOUT_FILENO);
    output.becomes(STDERR_FILENO);
    try {
      body();
    } catch (const std::exception& error) {
      return report(error);
    }
    return 0;
  });
  CHECK(status == 1);
  return output.text();
}

long number_of(const char* text) { return number(text, "TYPE", -100, 100); }

}  // namespace

TEST_CASE("arguments may be fewer than expected, not more") {
  char program[] = "program", one[] = "one", two[] = "two";
  char* arguments[] = {program, one, two, nullptr};
  CHECK_NOTHROW(expect_arguments(1, arguments, 0));
  CHECK_NOTHROW(expect_arguments(2, arguments, 2, "[PATH [PROJECT]]"));
  CHECK_NOTHROW(expect_arguments(3, arguments, 2, "[PATH [PROJECT]]"));

  const std::string no_usage = "unexpected argument 'one'. Usage: " + name;
  CHECK_THROWS_WITH_AS(expect_arguments(3, arguments, 0), no_usage.c_str(), std::invalid_argument);
  const std::string usage = "unexpected argument 'two'. Usage: " + name + " [PATH]";
  CHECK_THROWS_WITH_AS(expect_arguments(3, arguments, 1, "[PATH]"), usage.c_str(),
                       std::invalid_argument);
}

TEST_CASE("what begins with -- is no argument, unless it is a file") {
  char program[] = "program", help[] = "--help", one[] = "one";
  char* arguments[] = {program, help, nullptr};
  const std::string usage = "unexpected argument '--help'. Usage: " + name + " [PATH]";
  CHECK_THROWS_WITH_AS(expect_arguments(2, arguments, 1, "[PATH]"), usage.c_str(),
                       std::invalid_argument);
  CHECK_NOTHROW(expect_arguments(1, arguments, 1, "[PATH]"));

  char* second[] = {program, one, help, nullptr};
  CHECK_NOTHROW(expect_arguments(3, second, 2, "[PATH [PROJECT]]"));

  const testing::TemporaryFile file;
  CHECK(in_child([&] {
          std::filesystem::current_path(file.directory());
          std::filesystem::copy_file(file.path(), help);
          expect_arguments(2, arguments, 1, "[PATH]");
          std::filesystem::remove(help);
        }) == 0);
}

TEST_CASE("a number is decimal, or hexadecimal with 0x") {
  CHECK(number_of("0") == 0);
  CHECK(number_of("42") == 42);
  CHECK(number_of("-42") == -42);
  CHECK(number_of("0x41") == 0x41);
  CHECK(number_of("0X4a") == 0x4a);
  CHECK(number_of("010") == 10);
}

TEST_CASE("a number lies between its limits") {
  CHECK(number_of("100") == 100);
  CHECK(number_of("-100") == -100);
  CHECK_THROWS_AS(number_of("101"), std::invalid_argument);
  CHECK_THROWS_AS(number_of("-101"), std::invalid_argument);
  CHECK_THROWS_AS(number_of("0x65"), std::invalid_argument);
  CHECK_THROWS_AS(number_of("99999999999999999999"), std::invalid_argument);

  CHECK(number("9223372036854775807", "TYPE", 1, LONG_MAX) == LONG_MAX);
  CHECK_THROWS_AS(number("9223372036854775808", "TYPE", 1, LONG_MAX), std::invalid_argument);
}

TEST_CASE("anything else is no number") {
  for (const char* const text : {"", " ", "x", "0x", "1x", "x1", " 1", "1 ", "+1", "--1", "1.5",
                                 "1e1", "0x-41", "-0x41", "0x0x1", "41h", "ff"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(number_of(text), std::invalid_argument);
  }
  CHECK_THROWS_WITH_AS(number("eins", "TYPE", 1, 255),
                       "TYPE must be a number from 1 to 255, not "
                       "'eins'",
                       std::invalid_argument);
}

TEST_CASE("enter_callers_directory goes where bazel run was typed") {
  const testing::TemporaryFile file;
  const auto file_is_here = [] { return access("file", F_OK) == 0 ? 0 : 1; };
  CHECK(in_child([&] {
          setenv("BUILD_WORKING_DIRECTORY", file.directory().c_str(), 1);
          enter_callers_directory();
          return file_is_here();
        }) == 0);
  CHECK(in_child([&] {
          unsetenv("BUILD_WORKING_DIRECTORY");
          const auto before = std::filesystem::current_path();
          enter_callers_directory();
          return std::filesystem::current_path() == before ? 0 : 1;
        }) == 0);
}

TEST_CASE("enter_callers_directory tells if there is no such directory") {
  CHECK(reported([] {
          setenv("BUILD_WORKING_DIRECTORY", "/no/such", 1);
          enter_callers_directory();
        }) == name + ": chdir /no/such: No such file or directory\n");
}

TEST_CASE("report prints one line: program, what failed, and how to mend it") {
  CHECK(reported([] { Key::from_path("/no/such", 1); }) ==
        name +
            ": ftok ENOENT (/no/such): No such file or directory. "
            "Give the path of a file or directory that exists.\n");
  CHECK(reported([] {
          throw std::system_error{ENOENT, std::system_category(), "stat /no/such"};
        }) == name +
                  ": stat /no/such: No such file or directory. "
                  "Give the path of a file or directory that exists.\n");
  CHECK(reported([] {
          (void)Queue::from_id(-1).try_send(Text<8>{1, "text"});
        }) == name +
                  ": msgsnd EINVAL: Invalid argument. The type must be positive, the size at most "
                  "msgmax (ipcs -q -l), and the queue still there.\n");
}

TEST_CASE("report gives advice for any of the msg calls") {
  CHECK(reported([] { Queue::from_id(-1).remove(); }) ==
        name + ": msgctl EINVAL: Invalid argument. Does the queue still exist? See ipcs -q.\n");
  CHECK(reported([] {
          Text<8> text;
          (void)Queue::from_id(-1).try_receive(text);
        }) == name +
                  ": msgrcv EINVAL: Invalid argument. Does the queue still exist? See "
                  "ipcs -q.\n");
}

TEST_CASE("report knows what to do about each errno that a lesson meets") {
  struct {
    const char* call;
    int error;
    const char* advice;
  } const all[] = {
      {"ftok", ENOENT, "Give the path of a file or directory that exists."},
      {"ftok", ENOTDIR, "Every part of the path but the last must be a directory."},
      {"ftok", EACCES, "Every directory on the path must be searchable (x) for you."},
      {"stat", ENOTDIR, "Every part of the path but the last must be a directory."},
      {"msgget", ENOENT, "No queue has this key: create it first."},
      {"msgget", EEXIST, "A queue has this key already: open it, or remove it with ipcrm -Q KEY."},
      {"msgget", EACCES, "The queue grants you less than you ask for: see its perms in ipcs -q."},
      {"msgget", ENOSPC,
       "All msgmni queues are in use: see ipcs -q, remove leftovers with ipcrm -q ID."},
      {"msgsnd", EACCES, "The queue's mode does not allow it: see its perms in ipcs -q."},
      {"msgsnd", EIDRM, "Another process removed the queue meanwhile: run this again."},
      {"msgsnd", EINTR, "A signal arrived during the call: run this again."},
      {"msgrcv", E2BIG,
       "The message is still in the queue: receive it with more room, or truncated."},
      {"msgrcv", EACCES, "The queue's mode does not allow it: see its perms in ipcs -q."},
      {"msgrcv", EIDRM, "Another process removed the queue meanwhile: run this again."},
      {"msgrcv", EINTR, "A signal arrived during the call: run this again."},
      {"msgrcv", ENOSYS,
       "Peeking (MSG_COPY) takes a kernel built with CONFIG_CHECKPOINT_RESTORE=y."},
      {"msgctl", EPERM, "Only owner, creator or root may; above msgmnb it takes CAP_SYS_RESOURCE."},
      {"msgctl", EACCES, "The queue's mode does not allow it: see its perms in ipcs -q."},
  };
  for (const auto& failure : all) {
    CAPTURE(failure.call);
    CAPTURE(failure.error);
    const std::string said = reported([&] {
      errno = failure.error;
      calls::fail(failure.call);
    });
    CHECK(said.starts_with(name + ": " + failure.call + " E"));
    CHECK(said.ends_with(std::string{". "} + failure.advice + "\n"));
  }
}

TEST_CASE("report has no advice where the errno needs none") {
  CHECK(reported([] {
          errno = ENOMEM;
          calls::fail("msgget");
        }) == name + ": msgget ENOMEM: Cannot allocate memory\n");
}

TEST_CASE("report says what a system without message queues lacks") {
  CHECK(reported([] {
          testing::without_system_v_ipc();
          Queue::create(ipc_private);
        }) == name +
                  ": msgget ENOSYS: Function not implemented. This system has no System V "
                  "message queues: use a Linux kernel built with CONFIG_SYSVIPC=y.\n");
}

TEST_CASE("report has no advice on queues where no queue is to blame") {
  CHECK(reported([] { throw std::runtime_error{"no luck"}; }) == name + ": no luck\n");
  CHECK(reported([] {
          throw std::system_error{EACCES, std::system_category(), "chdir /root"};
        }) == name + ": chdir /root: Permission denied\n");
}

TEST_CASE("report comes after the output that was printed before it") {
  CHECK(reported([] {
          std::printf("printed, then ");
          throw std::runtime_error{"no luck"};
        }) == "printed, then " + name + ": no luck\n");
}
