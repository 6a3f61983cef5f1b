#include "common/orders/subject.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "common/calls.h"
#include "common/orders/filter.h"
#include "common/orders/proc.h"
#include "common/orders/quiet.h"
#include "common/orders/registers.h"

namespace msgq::orders {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto most_waiting = 1s;  // for something that is no call of ours

constexpr long watch_options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                               PTRACE_O_TRACEVFORKDONE | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |
                               PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
constexpr int call_returns = SIGTRAP | 0x80;  // what PTRACE_O_TRACESYSGOOD makes of it

// The kernel's own numbers for a call that a signal has interrupted, from ERESTARTSYS on: no
// program sees them.
bool is_interruption(long result) { return result <= -512 && result >= -516; }

std::string end_in_words(int status) {
  if (WIFEXITED(status)) return "exit " + std::to_string(WEXITSTATUS(status));
  return name_of_signal(WTERMSIG(status));
}

// The program must not come back into the code of the process that it was forked from.
int status_of(const std::function<int()>& program) noexcept {
  try {
    return program();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "the program throws: %s\n", error.what());
  } catch (...) {
    std::fputs("the program throws what is no std::exception\n", stderr);
  }
  return 1;
}

[[noreturn]] void give_up(const char* what) {
  throw std::runtime_error{std::string{"orders cannot be tried here: "} + what + " (" +
                           std::strerror(errno) +
                           "). It takes ptrace(2) and seccomp(2): in a container, allow both"};
}

}  // namespace

Undumpable::Undumpable() : was_dumpable_{prctl(PR_GET_DUMPABLE) == 1} {
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

Undumpable::~Undumpable() {
  if (was_dumpable_) prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

Subject::Subject(const std::function<int()>& program, const std::vector<int>& numbers)
    : numbers_{numbers} {
  int gate[2];
  if (pipe2(gate, O_CLOEXEC) == -1) give_up("no pipe");
  std::vector<int> watched = numbers;
  watched.insert(watched.end(), calls_that_may_nap().begin(), calls_that_may_nap().end());
  std::fflush(nullptr);  // or the program would print this process's pending output once more
  const pid_t pid = fork();
  if (pid == -1) give_up("no child");
  if (pid == 0) {
    constexpr int cannot = 99;
    char go = 0;
    close(gate[1]);
    if (read(gate[0], &go, 1) != 1 || !watch(watched)) _exit(cannot);
    close(gate[0]);
    _exit(status_of(program));
  }
  close(gate[0]);
  if (ptrace(PTRACE_SEIZE, pid, nullptr, watch_options) == -1) {
    const int error = errno;
    ::kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    close(gate[1]);
    errno = error;
    give_up("a child cannot be traced");
  }
  undumpable_.emplace();  // only now: a child of such a process cannot be traced
  Task root;
  root.tid = pid;
  root.name = "0";
  tasks_[root.name] = root;
  const bool started = write(gate[1], "!", 1) == 1;
  close(gate[1]);
  if (!started) give_up("the program does not start");
}

Subject::~Subject() {
  for (auto& [name, task] : tasks_) {
    if (task.state == Task::State::ended) continue;
    ::kill(task.tid, SIGKILL);
    task.state = Task::State::running;
  }
  const auto lives = [](const auto& entry) { return entry.second.state != Task::State::ended; };
  while (std::any_of(tasks_.begin(), tasks_.end(), lives)) {
    if (!handle_events()) sched_yield();
  }
  end_unknown_processes();
  for (const auto& [msqid, name] : queues_) forget(msqid);
  // One whose parent has died before it could wait is this process's own, if that adopts orphans.
  for (const auto& [name, task] : tasks_) waitpid(task.tid, nullptr, __WALL | WNOHANG);
}

Subject::Rest Subject::wait_until_quiet(double most_seconds) {
  const Rest rest = watch_until_quiet(most_seconds);
  chronicle_.sort_what_followed();
  blocked_.reset();
  return rest;
}

Subject::Rest Subject::watch_until_quiet(double most_seconds) {
  const auto start = Clock::now();
  const double computed_before = seconds_computed(tasks_);
  // On a busy machine it may wait long for its turn, which is no loop.
  const auto is_over = [&] {
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (seconds < most_seconds) return false;
    return seconds_computed(tasks_) - computed_before > most_seconds / 2 ||
           seconds > 5 * most_seconds;
  };
  auto last_seen_running = start;
  std::string before;
  // Of a stop the bell tells; that somebody falls asleep can only be seen, by looking now and then.
  const Bell bell;
  constexpr std::chrono::nanoseconds shortest = 20us, longest = 1ms;
  auto pause = shortest;
  for (;;) {
    while (handle_events()) {
      before.clear();
      pause = shortest;
      if (is_over()) return Rest::endless;  // it forks, perhaps
    }
    bool anybody_lives = false, anybody_stands = false, anybody_runs = false;
    std::string now;
    for (const auto& [name, task] : tasks_) {
      if (task.state == Task::State::ended) continue;
      const bool is_background = task.is_thread && task.is_in_call && task.call.is_nap();
      anybody_lives |= !is_background;
      anybody_stands |= task.state == Task::State::standing;
      if (task.state != Task::State::running || is_background) continue;
      const std::string sleep =
          task.is_stopped ? "stopped" : sleep_of(task.tid, task.waits_for_exec);
      anybody_runs |= sleep.empty() || is_about_to_wake(task, tasks_);
      now.append(name).append(" ").append(sleep).append("\n");
    }
    if (!anybody_lives) return Rest::ended;
    // Twice the same: nobody has run in between, and so nobody can have been woken unseen.
    if (!anybody_runs && (now.empty() || now == before)) {
      if (anybody_stands && all_that_stand_do(tasks_)) return Rest::standing;
      anybody_runs = anybody_stands;
      const bool is_time = Clock::now() - last_seen_running > most_waiting;
      if (!anybody_runs && (!may_wake_by_itself(tasks_) || is_time)) {
        return Rest::asleep;
      }
    }
    if (anybody_runs) last_seen_running = Clock::now();
    before = anybody_runs ? "" : now;
    if (anybody_runs && is_over()) return Rest::endless;
    if (!anybody_runs) {
      sched_yield();
    } else if (!bell.rings_within(pause)) {
      pause = std::min(2 * pause, longest);
    }
  }
}

void Subject::let_go(const std::string& name) {
  Task& task = at(name);
  if (task.call.is_nap()) {
    skip_call(task.tid, 0);
    chronicle_.choose({Event::Kind::called, name, words_of(task.call, task.tid, queues_), "0"});
    task.result = 0;
    task.state = Task::State::running;
    ptrace(PTRACE_CONT, task.tid, nullptr, nullptr);
    return;
  }
  chronicle_.choose({Event::Kind::called, name, words_of(task.call, task.tid, queues_), ""});
  task.state = Task::State::running;
  task.is_in_call = true;
  if (task.call.number == SYS_msgget) blocked_.emplace();
  ptrace(PTRACE_SYSCALL, task.tid, nullptr, nullptr);
}

void Subject::answer(const std::string& name, int error) {
  Task& task = at(name);
  chronicle_.choose({Event::Kind::answered, name, words_of(task.call, task.tid, queues_),
                     words_of_result(task.call, -error, task.tid, queues_)});
  skip_call(task.tid, -error);
  task.state = Task::State::running;
  ptrace(PTRACE_CONT, task.tid, nullptr, nullptr);
}

void Subject::kill(const std::string& name) {
  Task& task = at(name);
  chronicle_.choose({Event::Kind::killed, name, "", ""});
  task.state = Task::State::running;
  ::kill(task.tid, SIGKILL);
  while (at(name).state != Task::State::ended) {
    if (!handle_events()) sched_yield();
  }
}

void Subject::signal(const std::string& name, int number) {
  Task& task = at(name);
  chronicle_.choose({Event::Kind::signalled, name, name_of_signal(number), ""});
  const bool leaves = task.state == Task::State::standing && !is_blocked(task.tid, number);
  if (leaves) {
    // It leaves the call without having made it, meets the signal, and comes back to the call.
    skip_call(task.tid, 0);
    task.state = Task::State::running;
    task.returns_to_call = true;
  }
  syscall(SYS_tgkill, task.is_thread ? at("0").tid : task.tid, task.tid, number);
  if (leaves) ptrace(PTRACE_SYSCALL, task.tid, nullptr, nullptr);
}

// Handles what has happened to the tasks since it was last asked. False if nothing has.
bool Subject::handle_events() {
  std::vector<std::string> names;
  for (const auto& [name, task] : tasks_) {
    if (task.state != Task::State::ended) names.push_back(name);
  }
  bool any = false;
  for (const std::string& name : names) {
    int status = 0;
    // Each by itself: other children of this process are somebody else's.
    if (waitpid(at(name).tid, &status, __WALL | WNOHANG) <= 0) {
      if (at(name).state == Task::State::running) end_unknown_threads(at(name));
      continue;
    }
    any = true;
    if (!WIFSTOPPED(status)) {
      handle_end(at(name), status);
      continue;
    }
    try {
      handle_stop(at(name), status);
    } catch (const std::system_error& error) {
      // Another thread has ended its process since it stopped: its own end comes next.
      if (error.code().value() != ESRCH) throw;
    }
  }
  return any;
}

// A process may be killed before it could tell of a thread that it has just made; a sanitizer makes
// some. The kernel keeps such a process until the thread's end has been seen, too.
void Subject::end_unknown_threads(const Task& process) {
  if (process.is_thread || !is_zombie(process.tid)) return;
  const auto is_known = [this](pid_t tid) {
    return std::any_of(tasks_.begin(), tasks_.end(),
                       [tid](const auto& entry) { return entry.second.tid == tid; });
  };
  std::error_code gone;
  const std::string threads = "/proc/" + std::to_string(process.tid) + "/task";
  for (const auto& thread : std::filesystem::directory_iterator{threads, gone}) {
    const pid_t tid = std::stoi(thread.path().filename());
    if (!is_known(tid)) waitpid(tid, nullptr, __WALL | WNOHANG);
  }
}

// Nor could it tell of a child that it had just made, which is traced from its birth on.
void Subject::end_unknown_processes() {
  for (bool any = true; any;) {
    any = false;
    // Nearly always there are none, and then one call knows that.
    siginfo_t unused{};
    constexpr int all = WEXITED | WSTOPPED | WNOHANG | WNOWAIT | __WALL;
    if (waitid(P_ALL, 0, &unused, all) == -1) return;
    for (const pid_t pid : traced_by(gettid())) {
      ::kill(pid, SIGKILL);
      any |= waitpid(pid, nullptr, __WALL) == pid;
    }
  }
}

void Subject::handle_end(Task& task, int status) {
  task.state = Task::State::ended;
  if (task.name == "0") status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (task.is_thread) return;
  chronicle_.add_end(task.name, end_in_words(status));
}

void Subject::handle_stop(Task& task, int status) {
  const int number = WSTOPSIG(status);
  task.waits_for_exec = status >> 16 == PTRACE_EVENT_VFORK;
  task.is_stopped = status >> 16 == PTRACE_EVENT_STOP && number != SIGTRAP;
  switch (status >> 16) {
    case PTRACE_EVENT_SECCOMP:
      handle_call(task);
      return;
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
      handle_birth(task, false);
      return;
    case PTRACE_EVENT_CLONE:
      handle_birth(task, true);
      return;
    case PTRACE_EVENT_STOP:
      // SIGTRAP: it is new. Else a signal stopped it, and SIGCONT will let it go on.
      ptrace(number == SIGTRAP ? PTRACE_CONT : PTRACE_LISTEN, task.tid, nullptr, nullptr);
      return;
    case 0:
      if (number == call_returns) {
        handle_return(task);
      } else {
        handle_signal(task, number);
      }
      return;
    default:
      ptrace(PTRACE_CONT, task.tid, nullptr, nullptr);
  }
}

void Subject::handle_call(Task& task) {
  task.call = call_of(task.tid);
  const bool is_watched =
      std::find(numbers_.begin(), numbers_.end(), task.call.number) != numbers_.end();
  if (!is_watched && !task.call.is_nap()) {  // a poll(2) that waits for something
    ptrace(PTRACE_CONT, task.tid, nullptr, nullptr);
    return;
  }
  if (task.is_thread && task.call.is_nap()) {
    // A sanitizer's thread, for one, naps again and again, and nobody waits for it.
    task.is_in_call = true;
    ptrace(PTRACE_SYSCALL, task.tid, nullptr, nullptr);
    return;
  }
  if (task.is_interrupted) {
    // It was never out of the call, as far as it knows: the kernel makes it once more.
    task.is_interrupted = false;
    ptrace(PTRACE_SYSCALL, task.tid, nullptr, nullptr);
    return;
  }
  task.state = Task::State::standing;
}

// A traced process meets also signals that it ignores, such as SIGCHLD, and they interrupt its
// call; then the call goes on. Only a handler makes it end with EINTR.
void Subject::handle_signal(Task& task, int number) {
  if (task.is_interrupted && has_handler(task.tid, number)) {
    task.is_interrupted = false;
    task.is_in_call = false;
    task.result = -EINTR;
    note_result(task);
  }
  ptrace(PTRACE_CONT, task.tid, nullptr, number);
}

void Subject::handle_return(Task& task) {
  if (task.returns_to_call) {
    task.returns_to_call = false;
    restart_call(task.tid, task.call);
  } else if (task.is_in_call) {
    task.result = result_of(task.tid);
    task.is_interrupted = is_interruption(task.result);
    task.is_in_call = task.is_interrupted;
    if (!task.call.is_nap() && !task.is_interrupted) note_result(task);
  }
  ptrace(PTRACE_CONT, task.tid, nullptr, nullptr);
}

void Subject::note_result(const Task& task) {
  if (task.call.number == SYS_msgget && task.result >= 0) {
    const std::size_t count = queues_.size();
    const std::string name = count < 26 ? std::string(1, static_cast<char>('A' + count))
                                        : "queue " + std::to_string(count + 1);
    const bool is_new = queues_.emplace(static_cast<int>(task.result), name).second;
    // If this process dies of a signal, so does the program, which then cannot remove it.
    if (is_new) (void)remove_on_death(static_cast<int>(task.result));
  }
  const std::string result = words_of_result(task.call, task.result, task.tid, queues_);
  chronicle_.add_result(task.name, words_of(task.call, task.tid, queues_), result);
}

void Subject::handle_birth(Task& parent, bool may_be_thread) {
  unsigned long tid = 0;
  if (ptrace(PTRACE_GETEVENTMSG, parent.tid, nullptr, &tid) == -1) calls::fail("ptrace");
  Task child;
  child.tid = static_cast<pid_t>(tid);
  child.is_thread = may_be_thread && is_thread(child.tid);
  const std::string prefix = parent.name == "0" ? "" : parent.name + '.';
  child.name = prefix + (child.is_thread ? 't' + std::to_string(++parent.threads)
                                         : std::to_string(++parent.children));
  child.parent = parent.name;
  tasks_[child.name] = child;
  // It stops before its first instruction, or has been killed already.
  int status = 0;
  if (waitpid(child.tid, &status, __WALL) == child.tid && !WIFSTOPPED(status)) {
    handle_end(at(child.name), status);
  }
  ptrace(PTRACE_CONT, child.tid, nullptr, nullptr);
  ptrace(PTRACE_CONT, parent.tid, nullptr, nullptr);
}

}  // namespace msgq::orders
