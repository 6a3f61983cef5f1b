#include "lessons/06_fork_communication/exercise.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>

#include "common/child.h"
#include "common/scoped_queue.h"
#include "common/testing/signals.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

enum class Start { as_it_comes, late, early };

// One call of ask_workers(), in memory that all its processes share.
struct Scene {
  Start start = Start::as_it_comes;
  int workers = 0;
  int msqid = -1;
  int turns = -1;   // another queue, for those who answer in turn
  pid_t asker = 0;  // the process that calls, so the workers' parent

  static constexpr int most = 100;
  std::atomic<int> forks = 0;               // that have returned in the parent
  std::atomic<int> births = 0;              // forks that have returned in the child
  std::atomic<pid_t> child[most] = {};      // in the order of their birth
  std::atomic<bool> curtain_is_up = false;  // those who start late may begin
  std::atomic<bool> one_by_one = false;
  std::atomic<bool> asker_received_before = false;

  std::atomic<int> returned = 0;  // how many processes came back from the call
  int answers[most] = {};
  int failed = 0;
  bool child_is_left = false;
};

Scene& scene = *static_cast<Scene*>(
    mmap(nullptr, sizeof(Scene), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));

// A process as /proc shows it at this moment.
class Look {
 public:
  explicit Look(pid_t pid) {
    const std::string process = "/proc/" + std::to_string(pid);
    std::ifstream{process + "/wchan"} >> call_;
    std::ostringstream text;
    text << std::ifstream{process + "/status"}.rdbuf();
    status_ = text.str();
  }

  // With all its threads: a sanitizer may have one of its own, which ends later.
  bool has_ended() const { return status_.empty() || (has("State:\tZ") && !has("Threads:\t2")); }
  bool sleeps_in(const char* call) const { return call_.find(call) != std::string::npos; }
  bool sleeps() const { return sleeps_in("msgsnd") || sleeps_in("msgrcv") || sleeps_in("do_wait"); }

  // Two that are equal: the process has not run in between, or its count of switches would differ.
  std::string everything() const { return status_ + call_; }

 private:
  bool has(const char* line) const { return status_.find(line) != std::string::npos; }

  std::string call_;
  std::string status_;
};

const pid_t tester = getpid();

template <class Condition>
void wait_until(const Condition& condition) {
  while (!condition()) std::this_thread::sleep_for(std::chrono::milliseconds{1});
}

// The parent has done all it can do without an answer.
void wait_until_asker_sleeps() {
  wait_until([] {
    const Look asker{scene.asker};
    return asker.sleeps_in("msgrcv") || asker.sleeps_in("do_wait");
  });
}

// fork(2) calls this in each new child, before anything else happens there.
void in_child() {
  if (scene.asker == 0) return;
  const int place = scene.births++;
  if (place < Scene::most) scene.child[place] = getpid();
  if (scene.start != Start::late) return;

  wait_until_asker_sleeps();
  if (place == 0) {
    // No answer can have come yet.
    scene.asker_received_before = Queue::from_id(scene.msqid).status().last_receiver == scene.asker;
    scene.curtain_is_up = true;
  }
  wait_until([] { return scene.curtain_is_up.load(); });
}

// fork(2) calls this in the parent of each new child.
void in_parent() {
  if (scene.asker == 0 || getpid() == tester) return;
  const int place = scene.forks++;
  if (scene.start != Start::early || place >= Scene::most) return;
  wait_until([&] {
    const pid_t child = scene.child[place];
    return child != 0 && (Look{child}.has_ended() || Look{child}.sleeps());
  });
}

const int registered = pthread_atfork(nullptr, in_parent, in_child);

// What all processes of the scene are doing, if they all sleep in a call that only another of them
// could end; else nothing.
std::string common_sleep() {
  std::string all;
  const int births = std::min<int>(scene.births, Scene::most);
  for (int i = -1; i < births; ++i) {
    const pid_t pid = i == -1 ? scene.asker : scene.child[i].load();
    const Look look{pid};
    if (pid != 0 && look.has_ended()) continue;
    if (!look.sleeps()) return "";
    all += look.everything();
  }
  return scene.births == scene.forks ? all : "";  // or somebody is on his way
}

// Waits until the asker has ended, or until nobody has run for a while, so nobody ever will.
void wait_until_ended_or_stuck(pid_t asker) {
  std::string last;
  int unchanged = 0;
  wait_until([&] {
    const std::string now = common_sleep();
    unchanged = !now.empty() && now == last ? unchanged + 1 : 0;
    last = now;
    return unchanged == 10 || Look{asker}.has_ended();
  });
}

// Calls ask_workers() in a process of its own, which dies if it does not come to an end.
void ask(Queue queue, int workers, const Job& job, Start start = Start::as_it_comes) {
  if (registered != 0) throw std::runtime_error{"pthread_atfork"};
  new (&scene) Scene;
  scene.start = start;
  scene.workers = workers;
  scene.msqid = queue.id();
  const auto turns = ScopedQueue::create(ipc_private);
  scene.turns = turns.id();
  Child asker{[&] {
    setpgid(0, 0);  // so that its children can be found
    testing::default_signals();
    alarm(5);                                         // the end of a sleep
    const itimerval half_a_second{{}, {0, 500'000}};  // of computing: the end of an endless loop
    setitimer(ITIMER_PROF, &half_a_second, nullptr);
    scene.asker = getpid();
    int answers[Scene::most] = {};
    const int failed = ask_workers(queue, workers, job, answers);
    ++scene.returned;
    if (getpid() != scene.asker) return;
    scene.failed = failed;
    std::copy(answers, answers + workers, scene.answers);
    scene.child_is_left = waitpid(-1, nullptr, WNOHANG) != -1;
    while (waitpid(-1, nullptr, 0) > 0) {
    }
  }};
  wait_until_ended_or_stuck(asker.pid());
  kill(-asker.pid(), SIGKILL);
  asker.wait();
  while (waitpid(-asker.pid(), nullptr, 0) > 0) {
  }
}

std::string answers() {
  std::string text;
  for (int i = 0; i < scene.workers; ++i) text += std::to_string(scene.answers[i]) + ' ';
  return text;
}

int work(int number) { return 100 + number; }

int clean_up(int) { return 0; }

constexpr Job plain{work, clean_up};

// The higher its number, the sooner a worker answers: each waits until the next has cleaned up.
int work_in_turn(int number) {
  wait_until_asker_sleeps();
  if (scene.forks < scene.workers) {
    scene.one_by_one = true;
  } else if (number >= 0 && number + 1 < scene.workers) {
    Text<0> go_on;
    Queue::from_id(scene.turns).receive(go_on, Select::exactly(number + 2));
  }
  return work(number);
}

int clean_up_in_turn(int number) {
  if (number >= 0) Queue::from_id(scene.turns).send(Text<0>{number + 1});
  return 0;
}

// Leaves the queue with room for a few answers only.
int work_and_narrow(int number) {
  const auto queue = Queue::from_id(scene.msqid);
  Settings narrow = queue.status().settings;
  narrow.max_bytes = 24;
  queue.set(narrow);
  return work(number);
}

// The same, but number 0 answers when all others have, or sleep because there is no room.
int work_and_narrow_last(int number) {
  if (number == 0) {
    wait_until([] { return Look{scene.asker}.sleeps(); });
    wait_until([] {
      for (int i = 0; i < scene.forks; ++i) {
        const pid_t child = scene.child[i];
        if (child == getpid()) continue;
        if (child == 0 || !(Look{child}.has_ended() || Look{child}.sleeps())) return false;
      }
      return true;
    });
  }
  return work_and_narrow(number);
}

int clean_up_badly(int number) {
  if (number == 1) return 3;
  if (number == 2) raise(SIGKILL);
  return 0;
}

}  // namespace

TEST_CASE("step 1: the workers start late") {
  const auto queue = ScopedQueue::create(ipc_private);
  ask(queue, 3, plain, Start::late);
  {
    INFO(
        "rule: each direction needs a type of its own, or the parent, which runs first, receives "
        "its own questions");
    REQUIRE_FALSE(scene.asker_received_before.load());
  }
  {
    INFO(
        "rule: an answer that comes late counts: the parent sleeps in a receive until it is there");
    CHECK(answers() == "100 101 102 ");
  }
}

TEST_CASE("step 2: the last worker answers first") {
  const auto queue = ScopedQueue::create(ipc_private);
  ask(queue, 3, {work_in_turn, clean_up_in_turn});
  {
    INFO("rule: all workers are at work at the same time: start every one before you receive");
    CHECK_FALSE(scene.one_by_one.load());
  }
  {
    INFO(
        "rule: answers come in any order: say in the answer whose it is (all 0: none has come, see "
        "step 1)");
    CHECK(answers() == "100 101 102 ");
  }
}

TEST_CASE("step 3: the queue is full of answers") {
  const auto queue = ScopedQueue::create(ipc_private);
  ask(queue, 8, {work_and_narrow, clean_up}, Start::early);
  {
    INFO(
        "rule: once answers fill the queue, nobody can send and no worker ends; only a receive "
        "makes room");
    CHECK(scene.returned.load() > 0);
  }
  const auto other = ScopedQueue::create(ipc_private);
  ask(other, 8, {work_and_narrow_last, clean_up});
  {
    INFO("rule: a parent that sleeps until one worker answers makes no room: take any answer");
    CHECK(scene.returned.load() > 0);
  }
}

TEST_CASE("step 4: one worker ends with status 3, and one is killed") {
  const auto queue = ScopedQueue::create(ipc_private);
  ask(queue, 4, {work, clean_up_badly});
  INFO(
      "rule: a worker may fail although it has answered: count whoever ends with another exit "
      "status than 0, and whoever is killed, who has no exit status");
  CHECK(scene.failed == 2);
}

TEST_CASE("step 5: afterwards one process goes on, and nothing is left") {
  const auto queue = ScopedQueue::create(ipc_private);
  ask(queue, 3, plain, Start::late);
  {
    INFO("rule: only the parent comes back; a worker ends where its work does");
    CHECK(scene.returned.load() <= 1);
  }
  {
    INFO("rule: no child is left, not even as a zombie");
    CHECK_FALSE(scene.child_is_left);
  }
  {
    INFO("rule: no message is left in the queue");
    CHECK(queue.status().messages == 0);
  }
}
