// What holds for the program of every lesson, whatever happens to it.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "common/child.h"
#include "common/error_of.h"
#include "common/queue.h"
#include "common/testing/missing_calls.h"
#include "common/testing/pipe.h"
#include "common/testing/signals.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"

using namespace msgq;
namespace fs = std::filesystem;

namespace {

// The path of each lesson's program.
std::vector<std::string> lessons() {
  std::vector<std::string> found;
  for (const auto& folder : fs::directory_iterator{"lessons"}) {
    const fs::path program = folder.path() / folder.path().filename();
    if (fs::exists(program)) found.push_back(program);
  }
  std::sort(found.begin(), found.end());
  return found;
}

// Only the first lesson leaves its queue: that is what it is about.
bool leaves_a_queue(const std::string& program) {
  return program.find("01_create_queue") != program.npos;
}

struct Outcome {
  int status;
  std::string out, err;
  int queues_left;  // of those that it made; they are removed now
};

// Removes the queues which the trace shows as made, and counts those that were still there.
int remove_queues_of(const std::string& trace) {
  static const std::regex made{R"(msgget\(.*IPC_CREAT.*\) = (\d+)\n)"};
  int left = 0;
  for (std::sregex_iterator it{trace.begin(), trace.end(), made}, end; it != end; ++it) {
    left += error_of([&] { Queue::from_id(std::stoi((*it)[1])).remove(); }) == 0 ? 1 : 0;
  }
  return left;
}

// Runs a program with the trace on. `prepare` is called in its process before it starts,
// `meanwhile` with its pid in ours.
template <class Prepare, class Meanwhile>
Outcome run(const std::string& program, std::vector<std::string> arguments, const Prepare& prepare,
            const Meanwhile& meanwhile) {
  const testing::TemporaryFile file;  // for a key that no other program knows
  const Key key = file.key('A');
  if (arguments.empty() && leaves_a_queue(program)) arguments.push_back(file.path());
  testing::Pipe out, err;
  Child child{[&] {
    testing::default_signals();
    out.becomes(STDOUT_FILENO);
    err.becomes(STDERR_FILENO);
    setenv("MSGQ_TRACE", "1", 1);
    std::vector<char*> argv{const_cast<char*>(program.c_str())};
    for (auto& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    prepare();
    execv(argv[0], argv.data());
    return 127;
  }};
  meanwhile(child.pid());
  Outcome outcome{.status = 0, .out = out.text(), .err = err.text(), .queues_left = 0};
  outcome.status = child.wait();
  while (waitpid(-1, nullptr, 0) > 0) {  // a child that it forgot is ours now: it ends by itself
  }
  outcome.queues_left = remove_queues_of(outcome.err);
  // Killed after msgget, but before the trace of it.
  if (leaves_a_queue(program) && error_of([&] { Queue::open(key).remove(); }) == 0) {
    ++outcome.queues_left;
  }
  return outcome;
}

Outcome run(const std::string& program, const std::vector<std::string>& arguments = {}) {
  return run(
      program, arguments, [] {}, [](pid_t) {});
}

// The lines of standard error that are no trace: what a person is told.
std::vector<std::string> messages(const Outcome& outcome) {
  static const std::regex trace{R"((\[\d+\] )?(ftok|msgget|msgsnd|msgrcv|msgctl)\(.*)"};
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < outcome.err.size();) {
    const std::size_t end = outcome.err.find('\n', start);
    const std::string line = outcome.err.substr(start, end - start);
    if (!std::regex_match(line, trace)) lines.push_back(line);
    start = end + 1;
  }
  return lines;
}

// Exactly one line, which holds this.
void check_one_message(const Outcome& outcome, const std::string& part) {
  const auto lines = messages(outcome);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find(part) != std::string::npos);
}

}  // namespace

TEST_CASE("every lesson runs, says something, complains of nothing, and leaves no queue") {
  CHECK(lessons().size() >= 8);
  for (const auto& program : lessons()) {
    CAPTURE(program);
    const auto outcome = run(program);
    CHECK(outcome.status == 0);
    CHECK(outcome.out.size() > 100);
    CHECK(messages(outcome).empty());
    CHECK(outcome.queues_left == (leaves_a_queue(program) ? 1 : 0));
  }
}

TEST_CASE("an argument too many is refused in one line, before anything is done") {
  for (const auto& program : lessons()) {
    CAPTURE(program);
    const auto outcome = run(program, {".", "1", "surplus"});
    CHECK(outcome.status == 1);
    CHECK(outcome.out.empty());
    check_one_message(outcome, "Usage: ");
    CHECK(outcome.err.find("msgget") == std::string::npos);
  }
}

TEST_CASE("without System V IPC every lesson says so in one line") {
  for (const auto& program : lessons()) {
    CAPTURE(program);
    const auto outcome = run(program, {}, testing::without_system_v_ipc, [](pid_t) {});
    // The first lesson's subject are the errors of msgget, so it prints each before it gives up.
    CHECK(outcome.status == 1);
    check_one_message(outcome, "CONFIG_SYSVIPC");
  }
}

TEST_CASE("without MSG_COPY every lesson still ends well, or says in one line what is missing") {
  for (const auto& program : lessons()) {
    CAPTURE(program);
    const auto outcome = run(program, {}, testing::without_msg_copy, [](pid_t) {});
    if (outcome.status != 0) {
      CHECK(outcome.status == 1);
      check_one_message(outcome, "CONFIG_CHECKPOINT_RESTORE");
    }
    CHECK(outcome.queues_left == (leaves_a_queue(program) ? 1 : 0));
  }
}

TEST_CASE("without ptrace every lesson still ends well") {
  for (const auto& program : lessons()) {
    CAPTURE(program);
    const auto without = [] {
      setenv("ASAN_OPTIONS", "detect_leaks=0", 1);  // LeakSanitizer needs ptrace
      testing::without_ptrace();
    };
    const auto outcome = run(program, {}, without, [](pid_t) {});
    CHECK(outcome.status == 0);
    CHECK(messages(outcome).empty());
    CHECK(outcome.queues_left == (leaves_a_queue(program) ? 1 : 0));
  }
}

TEST_CASE("Ctrl-C at any moment leaves no queue and no process") {
  for (const auto& program : lessons()) {
    CAPTURE(program);
    for (useconds_t moment = 0; moment < 16'000; moment += 1'000) {
      CAPTURE(moment);
      const auto own_group = [] { setpgid(0, 0); };
      const auto interrupt = [&](pid_t pid) {
        while (getpgid(pid) != pid) usleep(100);  // now it has its default signals
        usleep(moment);  // no test waits for anything here: every moment must be a good one
        kill(-pid, SIGINT);
      };
      const auto outcome = run(program, {}, own_group, interrupt);
      CHECK((outcome.status == 0 || outcome.status == 128 + SIGINT));
      CHECK(outcome.queues_left <= (leaves_a_queue(program) ? 1 : 0));
    }
  }
}

TEST_CASE("a reader that goes away, as head does, leaves no queue") {
  for (const auto& program : lessons()) {
    CAPTURE(program);
    const auto closed_output = [] {
      int ends[2];
      if (pipe(ends) == 0 && dup2(ends[1], STDOUT_FILENO) != -1) {
        close(ends[0]);
        close(ends[1]);
      }
    };
    const auto outcome = run(program, {}, closed_output, [](pid_t) {});
    CHECK(outcome.status == 128 + SIGPIPE);
    CHECK(outcome.queues_left == (leaves_a_queue(program) ? 1 : 0));
  }
}

TEST_CASE("lesson 01 says what is wrong with its path or its project id, and makes nothing") {
  const std::string program = lessons().front();
  REQUIRE(leaves_a_queue(program));
  check_one_message(run(program, {"/no/such/file"}),
                    "Give the path of a file or directory that exists");
  check_one_message(run(program, {"/etc/passwd/file"}), "must be a directory");
  check_one_message(run(program, {".", "x"}),
                    "PROJECT must be a number from 0 to 2147483647, not 'x'");
  check_one_message(run(program, {".", "-1"}), "not '-1'");
  check_one_message(run(program, {".", "99999999999"}), "not '99999999999'");
  check_one_message(run(program, {".", "7 "}), "not '7 '");
  check_one_message(run(program, {".", ""}), "not ''");
  const auto outcome = run(program, {""});
  CHECK(outcome.status == 1);
  CHECK(outcome.queues_left == 0);
}

TEST_CASE("lesson 08 refuses a word that it does not know, and says how to get a PHP") {
  const std::string program = "lessons/08_php_wire_format/08_php_wire_format";
  check_one_message(run(program, {"perl"}), "unexpected argument 'perl'. Usage: ");

  const auto no_php = [] { setenv("PATH", "/no/such/directory", 1); };
  const auto outcome = run(program, {"php"}, no_php, [](pid_t) {});
  CHECK(outcome.status == 1);
  CHECK(outcome.queues_left == 0);
  check_one_message(outcome,
                    "php is missing. Install it: sudo apt-get install -y "
                    "--no-install-recommends php-cli");
}
