#include "common/scoped_queue.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "common/blocked.h"
#include "common/child.h"
#include "common/testing/missing_calls.h"
#include "common/testing/namespaces.h"
#include "common/testing/pipe.h"
#include "common/testing/queues.h"
#include "common/testing/signals.h"
#include "common/testing/skipped.h"
#include "common/trace.h"
#include "doctest/doctest.h"

using namespace msgq;
using testing::exists;

namespace {

void sleep_for_good(Queue queue) {
  Text<8> text;
  queue.receive(text);
}

// Ends in a full stack. Called through a pointer that nobody can foresee, or the compiler warns.
long recurse(long depth);
long (*volatile recurse_again)(long) = recurse;
long recurse(long depth) {
  volatile char frame[4096];
  frame[depth % 4096] = 1;
  return recurse_again(depth + 1) + frame[depth % 4096];
}

// The wait() status of a child that owns the queue while it does this.
template <class Body>
int status_of_owner(Queue queue, const Body& body) {
  return in_child([&] {
    testing::default_signals();
    const ScopedQueue mine{queue};
    body();
  });
}

// The signal that a child dies of; 0 if it ends in another way.
int signal_that_ends(pid_t pid) {
  siginfo_t end{};
  waitid(P_PID, static_cast<id_t>(pid), &end, WEXITED | WNOWAIT);
  return end.si_code == CLD_KILLED || end.si_code == CLD_DUMPED ? end.si_status : 0;
}

// Before main(), if the environment asks for it: takes the queue over where no memory is to be had.
const bool without_memory = [] {
  const char* const msqid = std::getenv("MSGQ_TEST_WITHOUT_MEMORY");
  if (msqid == nullptr) return false;
  testing::without_mmap();
  try {
    const ScopedQueue mine{Queue::from_id(std::atoi(msqid))};
    _exit(1);
  } catch (const std::length_error&) {
    _exit(0);
  }
}();

}  // namespace

TEST_CASE("the queue is gone at the end of the scope") {
  Queue seen = Queue::from_id(-1);
  {
    const auto queue = ScopedQueue::create(ipc_private);
    seen = queue;
    CHECK(exists(seen));
  }
  CHECK_FALSE(exists(seen));
}

TEST_CASE("the queue is gone when an exception leaves the scope") {
  Queue seen = Queue::from_id(-1);
  try {
    const auto queue = ScopedQueue::create(ipc_private);
    seen = queue;
    throw std::runtime_error{"out"};
  } catch (const std::runtime_error&) {
  }
  CHECK_FALSE(exists(seen));
}

TEST_CASE("the end of the scope leaves errno alone") {
  {
    const auto queue = ScopedQueue::create(ipc_private);
    queue.remove();  // so that the removal at the end fails
    errno = ERANGE;
  }
  CHECK(errno == ERANGE);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which need memory themselves

TEST_CASE("where there is no memory to know it, the queue does not stay") {
  const Queue queue = Queue::create(ipc_private);
  // In a program of its own, which has made no ScopedQueue yet.
  CHECK(in_child([&] {
          setenv("MSGQ_TEST_WITHOUT_MEMORY", std::to_string(queue.id()).c_str(), 1);
          execl("/proc/self/exe", "again", nullptr);
        }) == 0);
  CHECK_FALSE(exists(queue));
}

#endif

TEST_CASE("a queue that was removed already is no problem") {
  CHECK_NOTHROW([] {
    const auto queue = ScopedQueue::create(ipc_private);
    queue.remove();
  }());
}

TEST_CASE("a forked child does not remove its parent's queue") {
  const auto queue = ScopedQueue::create(ipc_private);
  SUBCASE("at the end of the scope") {
    CHECK(in_child([&] { queue.~ScopedQueue(); }) == 0);
  }
  SUBCASE("when it dies of a signal, unlike one of its own") {
    const Queue childs = Queue::create(ipc_private);
    CHECK(status_of_owner(childs, [] { raise(SIGTERM); }) == 128 + SIGTERM);
    CHECK_FALSE(exists(childs));
  }
  CHECK(exists(queue));
}

TEST_CASE("64 may live at a time; one more is removed and refused") {
  std::array<std::optional<ScopedQueue>, 64> queues;
  for (auto& queue : queues) queue.emplace(Queue::create(ipc_private));

  const Queue one_more = Queue::create(ipc_private);
  CHECK_THROWS_WITH_AS(ScopedQueue{one_more},
                       "more than 64 ScopedQueue objects at a time, or no memory for one",
                       std::length_error);
  CHECK_FALSE(exists(one_more));
  CHECK(exists(*queues.front()));
  CHECK(exists(*queues.back()));

  queues[30].reset();
  CHECK_NOTHROW(queues[30].emplace(Queue::create(ipc_private)));
}

TEST_CASE("the 64 of a parent do not keep its child from having 64 of its own") {
  std::array<std::optional<ScopedQueue>, 64> parents;
  for (auto& queue : parents) queue.emplace(Queue::create(ipc_private));
  const Queue childs = Queue::create(ipc_private);
  CHECK(status_of_owner(childs, [] {
          std::array<std::optional<ScopedQueue>, 63> more;
          for (auto& queue : more) queue.emplace(Queue::create(ipc_private));
          raise(SIGTERM);
        }) == 128 + SIGTERM);
  CHECK_FALSE(exists(childs));
  for (const auto& queue : parents) REQUIRE(exists(*queue));
}

TEST_CASE("a deadly signal removes the queue, and is still what the process dies of") {
  // The kernel tells which: all that a program without a ScopedQueue dies of.
  const auto is_deadly = [](int number) {
    for (const int stops : {SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU}) {
      if (number == stops) return false;
    }
    return number != SIGKILL && in_child([&] {
                                  testing::default_signals();
                                  raise(number);
                                }) == 128 + number;
  };
  int deadly = 0;
  for (int signal_number = 1; signal_number <= SIGRTMAX; ++signal_number) {
    if (!is_deadly(signal_number)) continue;
    ++deadly;
    CAPTURE(signal_number);
    const Queue queue = Queue::create(ipc_private);
    Child owner{[&] {
      testing::default_signals();
      const ScopedQueue mine{queue};
      sleep_for_good(mine);
    }};
    wait_until_blocked(owner.pid(), "msgrcv");
    kill(owner.pid(), signal_number);
    CHECK(signal_that_ends(owner.pid()) == signal_number);
    CHECK_FALSE(exists(queue));
  }
  CHECK(deadly >= 50);
}

TEST_CASE("a signal that does no harm does none to the queue") {
  const Queue queue = Queue::create(ipc_private);
  CHECK(status_of_owner(queue, [&] {
          for (const int harmless : {SIGCHLD, SIGCONT, SIGURG, SIGWINCH}) raise(harmless);
          if (!exists(queue)) _exit(1);
        }) == 0);
  CHECK_FALSE(exists(queue));
}

TEST_CASE("what raises such a signal in real life") {
  const Queue queue = Queue::create(ipc_private);
  int status = 0;
  int signal_number = 0;
  SUBCASE("abort") {
    signal_number = SIGABRT;
    status = status_of_owner(queue, [] { std::abort(); });
  }
  SUBCASE("a write to a pipe that nobody reads") {
    signal_number = SIGPIPE;
    status = status_of_owner(queue, [] {
      int ends[2];
      if (pipe(ends) == -1) return;
      close(ends[0]);
      (void)!write(ends[1], "x", 1);
    });
  }
  SUBCASE("a bad address") {
    signal_number = SIGSEGV;
    status = status_of_owner(queue, [] {
      void* const page = mmap(nullptr, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      *static_cast<volatile char*>(page) = 'x';
    });
  }
  SUBCASE("endless recursion, so that the stack is full") {
    signal_number = SIGSEGV;
    status = status_of_owner(queue, [] { recurse(1); });
  }
  SUBCASE("the same in a thread that has made a ScopedQueue") {
    signal_number = SIGSEGV;
    status = in_child([&] {
      testing::default_signals();
      std::thread{[&] {
        const ScopedQueue mine{queue};
        recurse(1);
      }}.join();
    });
  }
  SUBCASE("a timer") {
    signal_number = SIGALRM;
    status = status_of_owner(queue, [&] {
      // Repeated, for the thread sanitizer: it holds a handler back until a call that it knows, and
      // msgrcv is none.
      ualarm(1, 1000);
      sleep_for_good(queue);
    });
  }
  CHECK(status == 128 + signal_number);
  CHECK_FALSE(exists(queue));
}

TEST_CASE("a deadly signal removes every queue of the process") {
  const Queue first = Queue::create(ipc_private);
  const Queue second = Queue::create(ipc_private);
  CHECK(status_of_owner(first, [&] {
          const ScopedQueue mine_too{second};
          raise(SIGTERM);
        }) == 128 + SIGTERM);
  CHECK_FALSE(exists(first));
  CHECK_FALSE(exists(second));
}

TEST_CASE("a signal that the program handles or ignores is the program's own affair") {
  const Queue queue = Queue::create(ipc_private);
  SUBCASE("handled before") {
    CHECK(in_child([&] {
            signal(SIGTERM, [](int) { _exit(42); });
            const ScopedQueue mine{queue};
            raise(SIGTERM);
          }) == 42);
  }
  SUBCASE("handled after") {
    CHECK(status_of_owner(queue, [&] {
            signal(SIGTERM, [](int) { _exit(42); });
            const auto another = ScopedQueue::create(ipc_private);
            another.remove();
            raise(SIGTERM);
          }) == 42);
  }
  SUBCASE("ignored") {
    CHECK(in_child([&] {
            signal(SIGTERM, SIG_IGN);
            const ScopedQueue mine{queue};
            raise(SIGTERM);
            _exit(exists(queue) ? 43 : 44);
          }) == 43);
  }
  CHECK(exists(queue));
  queue.remove();
}

TEST_CASE("the removal in the handler is not traced, because a trace formats text") {
  testing::Pipe trace;
  const Queue queue = Queue::create(ipc_private);
  CHECK(status_of_owner(queue, [&] {
          trace::to(trace.in());
          raise(SIGTERM);
        }) == 128 + SIGTERM);
  CHECK(trace.text() == "");
  CHECK_FALSE(exists(queue));
}

TEST_CASE("create holds signals back only as long as it takes") {
  sigset_t before, after;
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  sigaddset(&before, SIGUSR1);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  { const auto queue = ScopedQueue::create(ipc_private); }
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  for (int number = 1; number <= SIGRTMAX; ++number) {
    CAPTURE(number);
    CHECK(sigismember(&before, number) == sigismember(&after, number));
  }
  sigdelset(&before, SIGUSR1);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST_CASE("an alternate stack that a thread has is left alone, and ours goes with the thread") {
  static char room[64 * 1024];
  stack_t in_between{}, ours{}, at_the_end{};
  std::thread{[&] {
    const stack_t own{.ss_sp = room, .ss_flags = 0, .ss_size = sizeof room};
    stack_t before{};
    sigaltstack(&own, &before);
    {
      const auto queue = ScopedQueue::create(ipc_private);
      sigaltstack(nullptr, &in_between);
    }
    sigaltstack(&before, nullptr);  // a sanitizer's, which it will want to take down
  }}.join();
  CHECK(in_between.ss_sp == room);

  // Objects of a thread are destroyed in reverse order: this one after the stack of ours.
  struct Looks {
    stack_t* seen = nullptr;
    ~Looks() { sigaltstack(nullptr, seen); }
  };
  std::thread{[&] {
    static thread_local Looks last;
    last.seen = &at_the_end;
    const auto queue = ScopedQueue::create(ipc_private);
    sigaltstack(nullptr, &ours);
  }}.join();
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which have one of their own
  CHECK((ours.ss_flags & SS_DISABLE) == 0);
  CHECK((at_the_end.ss_flags & SS_DISABLE) != 0);
#endif
}

TEST_CASE("a child that has its parent's pid, in a namespace of its own, is another process") {
  const int status = testing::in_pid_namespace([] {  // process 1
    const auto queue = ScopedQueue::create(ipc_private);
    if (!testing::enter_pid_namespace()) return testing::not_allowed;
    const int childs = in_child([&] {  // process 1, too
      queue.~ScopedQueue();
      return getpid() == 1 ? 0 : 1;
    });
    return childs == 0 && exists(queue) ? 0 : 2;
  });
  if (testing::skipped(status, testing::pid_namespace)) return;
  CHECK(status == 0);
}

TEST_CASE("process 1 of a PID namespace, which such signals do not end, keeps its queue") {
  const int status = testing::in_pid_namespace([] {
    testing::default_signals();
    const auto queue = ScopedQueue::create(ipc_private);
    raise(SIGTERM);
    return exists(queue) ? 0 : 2;
  });
  if (testing::skipped(status, testing::pid_namespace)) return;
  CHECK(status == 0);
}

TEST_CASE("what runs neither destructor nor handler leaves the queue") {
  const Queue queue = Queue::create(ipc_private);
  SUBCASE("_exit") {
    status_of_owner(queue, [] { _exit(0); });
  }
  SUBCASE("quick_exit") {
    status_of_owner(queue, [] { std::quick_exit(0); });
  }
  SUBCASE("exec") {
    status_of_owner(queue, [] { execl("/bin/true", "true", nullptr); });
  }
  SUBCASE("exit, for it destroys no local objects") {
    status_of_owner(queue, [] { std::exit(0); });
  }
  SUBCASE("a signal whose action the program has reset since") {
    CHECK(status_of_owner(queue, [] {
            signal(SIGTERM, SIG_DFL);
            raise(SIGTERM);
          }) == 128 + SIGTERM);
  }
  CHECK(exists(queue));
  queue.remove();
}

TEST_CASE("exit destroys objects of static and of thread_local kind") {
  const Queue queue = Queue::create(ipc_private);
  SUBCASE("static") {
    in_child([&] {
      static const ScopedQueue mine{queue};
      std::exit(0);
    });
  }
  SUBCASE("thread_local") {
    in_child([&] {
      static thread_local const ScopedQueue mine{queue};
      std::exit(0);
    });
  }
  CHECK_FALSE(exists(queue));
}

TEST_CASE("nothing can act on SIGKILL, so the queue stays") {
  const Queue queue = Queue::create(ipc_private);
  CHECK(status_of_owner(queue, [] { raise(SIGKILL); }) == 128 + SIGKILL);
  CHECK(exists(queue));
  queue.remove();
}
