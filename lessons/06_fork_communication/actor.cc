#include "common/actor/actor.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <thread>
#include <vector>

#include "lessons/06_fork_communication/exercise.h"
#include "lessons/06_fork_communication/scene.h"

using msgq::Queue;

namespace {

Scene* scene;
Call* call;   // that is made
int gate[2];  // a pipe, in which a byte lets one worker go on

bool is_caller() { return getpid() == scene->caller; }

int add_one(int& number) { return std::atomic_ref{number}.fetch_add(1) + 1; }

// Lets the kernel end such calls so, for the rest of this process's life: one of these numbers and,
// unless it is nullptr, with this first argument. seccomp(2)
void end_calls(const std::vector<int>& numbers, unsigned how, const unsigned* argument = nullptr) {
  std::vector<sock_filter> filter;
  for (const int number : numbers) {
    const unsigned wanted = argument != nullptr ? *argument : 0;
    const unsigned short compare = argument != nullptr ? BPF_JEQ : BPF_JGE;
    filter.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
    filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(number), 0, 3));
    filter.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args)));
    filter.push_back(BPF_JUMP(BPF_JMP | compare | BPF_K, wanted, 0, 1));
    filter.push_back(BPF_STMT(BPF_RET | BPF_K, how));
  }
  filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog program{.len = static_cast<unsigned short>(filter.size()),
                           .filter = filter.data()};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

void refuse_forks() {
  call->is_refused = true;
  const std::vector<int> numbers{
      SYS_clone,
      SYS_clone3,
#ifdef SYS_fork  // which newer processors do without
      SYS_fork,
      SYS_vfork,
#endif
  };
  end_calls(numbers, SECCOMP_RET_ERRNO | EAGAIN);
}

// In the parent, after each fork.
void count_fork() {
  if (call == nullptr || !is_caller() || call->most_forks < 0) return;
  if (--call->most_forks == 0) refuse_forks();
}

// A worker that runs what is the caller's.
void note_handler() {
  if (call != nullptr && !is_caller()) add_one(call->handlers);
}

int work(int number) {
  if (number < 0 || number >= call->workers) {
    add_one(call->strange);
    return 0;
  }
  Worker& worker = call->worker[number];
  add_one(worker.times_at_work);
  worker.pid = getpid();
  worker.parent = getppid();
  const int place = add_one(call->at_work);
  const Queue queue = Queue::from_id(call->msqid);
  if (place == 1 && call->is_removed) queue.remove();
  if (place == 1 && call->capacity > 0) {
    msgq::Settings narrow = queue.status().settings;
    narrow.max_bytes = static_cast<std::size_t>(call->capacity);
    queue.set(narrow);
  }
  if (call->waits_for_all) {
    char token = 0;
    if (place < call->workers) {
      [[maybe_unused]] const ssize_t size = read(gate[0], &token, 1);
    } else {
      const std::vector<char> tokens(static_cast<std::size_t>(call->workers) - 1);
      [[maybe_unused]] const ssize_t size = write(gate[1], tokens.data(), tokens.size());
    }
  }
  return worker.answer;
}

int clean_up(int number) {
  if (number < 0 || number >= call->workers) return 0;
  if (call->lingers) {
    call->bytes_at_last = static_cast<int>(Queue::from_id(call->msqid).status().bytes);
  }
  const int status = call->worker[number].status;
  if (status < 0) raise(-status);
  return status;
}

void make_call() {
  scene->caller = getpid();
  if (call->most_forks == 0) refuse_forks();
  if (call->is_removed) std::freopen("/dev/null", "w", stderr);  // where each worker complains
  msgq::actor::attempt(call->outcome, ECHILD, [] {
    // Whoever comes back and is not the caller ends here, as he would at the end of main().
    const auto end_stray = [](int status) {
      if (is_caller()) return;
      add_one(call->strays);
      _exit(status);
    };
    try {
      const int failed =
          ask_workers(Queue::from_id(call->msqid), call->workers, {work, clean_up}, call->answers);
      end_stray(failed);
      call->failed = failed;
    } catch (...) {
      end_stray(1);
      throw;
    }
  });
}

}  // namespace

int main(int, char** argv) {
  scene = &msgq::actor::scene<Scene>(argv);
  // Who takes what fork has not given for the pid of a child kills 0, his own group, or -1,
  // everybody he may: that shall meet no other process, and ends this one.
  setpgid(0, 0);
  constexpr unsigned everybody = ~0U;
  end_calls({SYS_kill}, SECCOMP_RET_KILL_PROCESS, &everybody);
  if (pipe(gate) == -1) return 1;
  pthread_atfork(nullptr, count_fork, nullptr);
  std::atexit(note_handler);
  for (int i = 0; i < scene->count; ++i) {
    call = &scene->calls[i];
    std::fill(std::begin(call->answers), std::end(call->answers), Call::untouched);
    switch (call->place) {
      case Place::main_thread:
        make_call();
        break;
      case Place::another_thread:
        std::thread{make_call}.join();
        break;
      case Place::child:
        const pid_t child = fork();
        if (child == 0) {
          make_call();
          _exit(0);
        }
        waitpid(child, nullptr, 0);
    }
  }
}
