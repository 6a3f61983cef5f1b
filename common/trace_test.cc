#include "common/trace.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "common/calls.h"
#include "common/child.h"
#include "common/error_of.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/pipe.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

// The lines of the calls that `body` makes.
template <class Body>
std::string traced(const Body& body) {
  testing::Pipe pipe;
  trace::to(pipe.in());
  body();
  trace::to(trace::nowhere);
  return pipe.text();
}

std::string id_of(Queue queue) { return std::to_string(queue.id()); }

std::string hexadecimal(Key key) {
  char text[16];
  std::snprintf(text, sizeof text, "%#x", static_cast<unsigned>(key.value));
  return text;
}

// A call before main(), if the environment asks for it: the one of this name.
const bool called_early = [] {
  const char* const wish = std::getenv("MSGQ_CALL_EARLY");
  if (wish == nullptr) return false;
  const std::string call = wish;
  Text<8> text;
  if (call == "ftok") calls::ftok("/no/such", 1);
  if (call == "msgget") calls::msgget(0x7ffffffe, 0);
  if (call == "msgsnd") calls::msgsnd(-1, &text, 0, 0);
  if (call == "msgrcv") calls::msgrcv(-1, &text, 8, 0, 0);
  if (call == "msgctl") calls::msgctl(-1, IPC_RMID, nullptr);
  return true;
}();

// What this very test prints on standard error if it starts anew with MSGQ_TRACE as given, to run
// the last test case only.
std::string standard_error_with(const char* msgq_trace) {
  testing::Pipe standard_error;
  const int status = in_child([&] {
    standard_error.becomes(STDERR_FILENO);
    const int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDOUT_FILENO);
    unsetenv("XML_OUTPUT_FILE");  // the report is ours
    unsetenv("TESTBRIDGE_TEST_ONLY");
    if (msgq_trace == nullptr) {
      unsetenv("MSGQ_TRACE");
    } else {
      setenv("MSGQ_TRACE", msgq_trace, 1);
    }
    execl("/proc/self/exe", "trace_test", "--dt-test-case=a call that fails*", nullptr);
    return 127;
  });
  CHECK(status == 0);
  return standard_error.text();
}

}  // namespace

TEST_CASE("ftok") {
  const testing::TemporaryFile file;
  const std::string path = file.path();
  const Key key = Key::from_path(path.c_str(), 0xc1);
  CHECK(traced([&] { Key::from_path(path.c_str(), 0xc1); }) ==
        "ftok(\"" + path + "\", 0xc1) = " + hexadecimal(key) + "\n");
  CHECK(traced([&] { error_of([] { Key::from_path("/no/such", 1); }); }) ==
        "ftok(\"/no/such\", 0x1) = -1 ENOENT (No such file or directory)\n");
}

TEST_CASE("msgget") {
  const testing::TemporaryFile file;
  const Key key = file.key(0xc1);
  const std::string number = hexadecimal(key);
  const std::string missing = traced([&] { error_of([&] { Queue::open(key); }); });
  CHECK(missing == "msgget(" + number + ", 0) = -1 ENOENT (No such file or directory)\n");

  Queue queue = Queue::from_id(-1);
  const std::string created = traced([&] { queue = Queue::create(key, 0640); });
  const std::string opened = traced([&] { Queue::open_or_create(key); });
  const std::string refused = traced([&] { error_of([&] { Queue::create(key); }); });
  queue.remove();
  CHECK(created == "msgget(" + number + ", IPC_CREAT|IPC_EXCL|0640) = " + id_of(queue) + "\n");
  CHECK(opened == "msgget(" + number + ", IPC_CREAT|0600) = " + id_of(queue) + "\n");
  CHECK(refused == "msgget(" + number + ", IPC_CREAT|IPC_EXCL|0600) = -1 EEXIST (File exists)\n");
}

TEST_CASE("msgget without a key") {
  Queue queue = Queue::from_id(-1);
  const std::string line = traced([&] { queue = Queue::create(ipc_private); });
  queue.remove();
  CHECK(line == "msgget(IPC_PRIVATE, IPC_CREAT|IPC_EXCL|0600) = " + id_of(queue) + "\n");
}

TEST_CASE("msgsnd") {
  const auto queue = ScopedQueue::create(ipc_private);
  const std::string start = "msgsnd(" + id_of(queue) + ", ";
  CHECK(traced([&] { queue.send(Text<8>{7, "hello"}); }) == start + "{7, \"hello\"}, 5, 0) = 0\n");
  CHECK(traced([&] {
          (void)queue.try_send(Text<8>{1, ""});
        }) == start + "{1, \"\"}, 0, IPC_NOWAIT) = 0\n");
  CHECK(traced([&] {
          error_of([&] { queue.send(Text<8>{-1, "x"}); });
        }) == start + "{-1, \"x\"}, 1, 0) = -1 EINVAL (Invalid argument)\n");
}

TEST_CASE("msgrcv") {
  const auto queue = ScopedQueue::create(ipc_private);
  const std::string start = "msgrcv(" + id_of(queue) + ", ";
  Text<8> text;
  queue.send(Text<8>{7, "hello"});
  queue.send(Text<8>{7, "hello"});
  CHECK(traced([&] { (void)queue.try_peek(text, 1); }) ==
        start + "{7, \"hello\"}, 8, 1, IPC_NOWAIT|MSG_COPY) = 5\n");
  CHECK(traced([&] { queue.receive(text); }) == start + "{7, \"hello\"}, 8, 0, 0) = 5\n");
  Text<2> small;
  CHECK(traced([&] { error_of([&] { queue.receive(small); }); }) ==
        start + "?, 2, 0, 0) = -1 E2BIG (Argument list too long)\n");
  CHECK(traced([&] { queue.receive(small, Select::lowest_up_to(9), Oversize::truncate); }) ==
        start + "{7, \"he\"}, 2, -9, MSG_NOERROR) = 2\n");
  CHECK(traced([&] { (void)queue.try_receive(text, Select::except(7)); }) ==
        start + "?, 8, 7, IPC_NOWAIT|MSG_EXCEPT) = -1 ENOMSG (No message of desired type)\n");
}

TEST_CASE("msgctl") {
  const Queue queue = Queue::create(ipc_private);
  const std::string start = "msgctl(" + id_of(queue) + ", ";
  queue.send(Text<8>{1, "hello"});
  const Status status = queue.status();
  CHECK(traced([&] { (void)queue.status(); }) ==
        start + "IPC_STAT, {mode=0600, msg_qnum=1, msg_cbytes=5, msg_qbytes=" +
            std::to_string(status.settings.max_bytes) + ", ...}) = 0\n");
  Settings settings = status.settings;
  settings.mode = 0640;
  settings.max_bytes = 100;
  CHECK(traced([&] { queue.set(settings); }) ==
        start + "IPC_SET, {uid=" + std::to_string(geteuid()) +
            ", gid=" + std::to_string(getegid()) + ", mode=0640, msg_qbytes=100}) = 0\n");
  CHECK(traced([&] { queue.remove(); }) == start + "IPC_RMID) = 0\n");

  const std::string failure = ") = -1 EINVAL (Invalid argument)\n";
  CHECK(traced([&] { error_of([&] { (void)queue.status(); }); }) == start + "IPC_STAT" + failure);
  CHECK(traced([&] { error_of([&] { queue.set(settings); }); }) == start + "IPC_SET" + failure);
  CHECK(traced([&] { error_of([&] { queue.remove(); }); }) == start + "IPC_RMID" + failure);
  CHECK(traced([&] { calls::msgctl(queue.id(), 99, nullptr); }) == start + "99" + failure);
}

TEST_CASE("each number stands in its own place, and is shown whole") {
  msqid_ds status{};
  status.msg_perm.uid = 4294967294;
  status.msg_perm.gid = 2;
  status.msg_perm.mode = 0753;
  status.msg_qbytes = ULONG_MAX;
  status.msg_qnum = 4;
  status.__msg_cbytes = 5;
  const std::string most = std::to_string(ULONG_MAX);
  CHECK(traced([&] { trace::show_msgctl(-1, IPC_SET, &status, 0); }) ==
        "msgctl(-1, IPC_SET, {uid=4294967294, gid=2, mode=0753, msg_qbytes=" + most + "}) = 0\n");
  CHECK(traced([&] { trace::show_msgctl(-1, IPC_STAT, &status, 0); }) ==
        "msgctl(-1, IPC_STAT, {mode=0753, msg_qnum=4, msg_cbytes=5, msg_qbytes=" + most +
            ", ...}) = 0\n");

  const std::string type = std::to_string(LONG_MAX);
  const Text<8> text{LONG_MAX, "text"};
  CHECK(traced([&] { trace::show_msgsnd(1, &text, 4, 0, 0); }) ==
        "msgsnd(1, {" + type + ", \"text\"}, 4, 0) = 0\n");
  CHECK(traced([&] { trace::show_msgrcv(1, &text, 8, -LONG_MAX, 0, 4); }) ==
        "msgrcv(1, {" + type + ", \"text\"}, 8, -" + type + ", 0) = 4\n");
}

TEST_CASE("flags without a name are shown as a number") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(traced([&] {
          Text<8> text;
          calls::msgrcv(queue.id(), &text, text.room, 0, IPC_NOWAIT | 1);
        }) == "msgrcv(" + id_of(queue) +
                  ", ?, 8, 0, IPC_NOWAIT|01) = -1 ENOMSG (No message of desired type)\n");
}

TEST_CASE("bytes that are no text are escaped, so that a line stays a line") {
  const auto queue = ScopedQueue::create(ipc_private);
  const std::string start = "msgsnd(" + id_of(queue) + ", ";
  CHECK(traced([&] {
          queue.send(Text<8>{1, "a\0b\n\"\xff", 6});
        }) == start + R"({1, "a\0b\n\"\xff"}, 6, 0) = 0)" + "\n");
  CHECK(traced([&] {
          queue.send(Message<std::uint32_t>{1, 0x01010101});
        }) == start + R"({1, "\x01\x01\x01\x01"}, 4, 0) = 0)" + "\n");
}

TEST_CASE("a long text is cut, and three dots say so") {
  const auto queue = ScopedQueue::create(ipc_private);
  const std::string start = "msgsnd(" + id_of(queue) + ", ";
  const std::string shown(32, 'a');
  const std::string text = shown + "b";
  CHECK(traced([&] {
          queue.send(Text<100>{1, text.c_str()});
        }) == start + "{1, \"" + shown + "\"...}, 33, 0) = 0\n");
  CHECK(traced([&] {
          queue.send(Text<100>{1, shown.c_str()});
        }) == start + "{1, \"" + shown + "\"}, 32, 0) = 0\n");

  const std::string ugly(100, '\x01');
  std::string escaped;
  for (int i = 0; i < 32; ++i) escaped += "\\x01";
  CHECK(traced([&] {
          queue.send(Text<100>{1, ugly.c_str()});
        }) == start + "{1, \"" + escaped + "\"...}, 100, 0) = 0\n");
}

TEST_CASE("a long path is cut") {
  const std::string path(5000, 'a');
  CHECK(traced([&] { error_of([&] { Key::from_path(path.c_str(), 1); }); }) ==
        "ftok(\"" + path.substr(0, 200) + "\"..., 0x1) = -1 ENAMETOOLONG (File name too long)\n");
}

TEST_CASE("a message that cannot be read is shown as its address") {
  const auto queue = ScopedQueue::create(ipc_private);
  const std::string start = "msgsnd(" + id_of(queue) + ", ";
  auto* const nowhere = reinterpret_cast<const void*>(8);
  CHECK(traced([&] { calls::msgsnd(queue.id(), nowhere, 5, 0); }) ==
        start + "0x8, 5, 0) = -1 EFAULT (Bad address)\n");
  const std::string result = traced([&] {
    const Text<8> text;
    calls::msgsnd(queue.id(), &text, static_cast<std::size_t>(-1), 0);
  });
  CHECK(result.find('{') == std::string::npos);
  CHECK(result.find(", 18446744073709551615, 0) = -1 EINVAL (Invalid argument)\n") !=
        std::string::npos);
}

TEST_CASE("a message that the kernel refuses before it reads it need not be there") {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  auto* const pages = static_cast<char*>(
      mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  REQUIRE(pages != MAP_FAILED);
  REQUIRE(mprotect(pages + page, page, PROT_NONE) == 0);
  const void* const only_a_type = pages + page - sizeof(long);  // 0, which is EINVAL
  const std::string line = traced([&] { calls::msgsnd(-1, only_a_type, 5, 0); });
  CHECK(line.starts_with("msgsnd(-1, 0x"));
  CHECK(line.ends_with(", 5, 0) = -1 EINVAL (Invalid argument)\n"));
  CHECK(traced([&] { calls::msgsnd(-1, only_a_type, 0, 0); }) ==
        "msgsnd(-1, {0, \"\"}, 0, 0) = -1 EINVAL (Invalid argument)\n");
  munmap(pages, 2 * page);
}

TEST_CASE("a path that cannot be read is shown as its address") {
  CHECK(traced([] { calls::ftok(nullptr, 1); }) == "ftok((nil), 0x1) = -1 EFAULT (Bad address)\n");
  CHECK(traced([] { calls::ftok(reinterpret_cast<const char*>(8), 1); }) ==
        "ftok(0x8, 0x1) = -1 EFAULT (Bad address)\n");
}

TEST_CASE("a key of -1 is no failure if errno says none") {
  CHECK(traced([] {
          errno = 0;
          trace::show_ftok("file", 0xff, -1);
        }) == "ftok(\"file\", 0xff) = 0xffffffff\n");
}

TEST_CASE("lines of a forked process begin with its pid") {
  const auto queue = ScopedQueue::create(ipc_private);
  pid_t pid = 0;
  const std::string line = traced([&] {
    Child sender{[&] { queue.send(Text<8>{7, "hello"}); }};
    pid = sender.pid();
    CHECK(sender.wait() == 0);
  });
  CHECK(line ==
        "[" + std::to_string(pid) + "] msgsnd(" + id_of(queue) + ", {7, \"hello\"}, 5, 0) = 0\n");
}

TEST_CASE("lines come in the order of the calls, whole") {
  const auto queue = ScopedQueue::create(ipc_private);
  const std::string id = id_of(queue);
  CHECK(traced([&] {
          Text<8> text;
          queue.send(Text<8>{7, "hello"});
          queue.receive(text);
        }) == "msgsnd(" + id + ", {7, \"hello\"}, 5, 0) = 0\nmsgrcv(" + id +
                  ", {7, \"hello\"}, 8, 0, 0) = 5\n");
}

TEST_CASE("a path that holds control bytes does no harm to a terminal") {
  CHECK(traced([&] { error_of([] { Key::from_path("/no\x1b[2J\"such", 1); }); }) ==
        "ftok(\"/no\\x1b[2J\\\"such\", 0x1) = -1 ENOENT (No such file or directory)\n");
}

TEST_CASE("errno is the call's, even if the line cannot be written") {
  const auto queue = ScopedQueue::create(ipc_private);
  Text<8> text;
  const int only_for_reading = open("/dev/null", O_RDONLY);
  trace::to(only_for_reading);
  const bool received = queue.try_receive(text);
  const int error = errno;
  const int error_of_status = error_of([] { (void)Queue::from_id(-1).status(); });
  errno = ERANGE;
  queue.send(Text<8>{1, "text"});
  const int untouched = errno;
  trace::to(trace::nowhere);
  close(only_for_reading);

  CHECK_FALSE(received);
  CHECK(error == ENOMSG);
  CHECK(error_of_status == EINVAL);
  CHECK(untouched == ERANGE);
}

TEST_CASE("nothing is written when off") {
  testing::Pipe pipe;
  trace::to(pipe.in());
  CHECK(trace::on());
  trace::to(trace::nowhere);
  CHECK_FALSE(trace::on());
  { const auto queue = ScopedQueue::create(ipc_private); }
  CHECK(pipe.text() == "");
}

TEST_CASE("MSGQ_TRACE in the environment means standard error from the start") {
  const std::string line = "msgget(0x7fffffff, 0) = -1 ENOENT (No such file or directory)\n";
  CHECK(standard_error_with("1") == line);
  CHECK(standard_error_with("yes") == line);
  CHECK(standard_error_with("0") == "");
  CHECK(standard_error_with("") == "");
  CHECK(standard_error_with(nullptr) == "");
}

TEST_CASE("that is before main(), where static objects may make calls") {
  struct {
    const char* call;
    std::string line;
  } const all[] = {
      {"ftok", "ftok(\"/no/such\", 0x1) = -1 ENOENT (No such file or directory)\n"},
      {"msgget", "msgget(0x7ffffffe, 0) = -1 ENOENT (No such file or directory)\n"},
      {"msgsnd", "msgsnd(-1, {1, \"\"}, 0, 0) = -1 EINVAL (Invalid argument)\n"},
      {"msgrcv", "msgrcv(-1, ?, 8, 0, 0) = -1 EINVAL (Invalid argument)\n"},
      {"msgctl", "msgctl(-1, IPC_RMID) = -1 EINVAL (Invalid argument)\n"},
  };
  for (const auto& first : all) {
    setenv("MSGQ_CALL_EARLY", first.call, 1);
    const std::string said = standard_error_with("1");
    unsetenv("MSGQ_CALL_EARLY");
    // Twice: the supervisor of a test begins as the test does.
    CHECK(said.starts_with(first.line + first.line));
  }
  CHECK_FALSE(called_early);
}

TEST_CASE("a call that fails, for the test before this") {
  CHECK(error_of([] { Queue::open(Key{0x7fffffff}); }) == ENOENT);
}
