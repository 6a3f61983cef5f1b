#include "common/actor/actor.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <new>
#include <system_error>
#include <thread>

#include "common/child.h"
#include "lessons/07_removal/exercise.h"
#include "lessons/07_removal/scene.h"

namespace {

Scene* scene = nullptr;

// Not variables, for the end of main() must not destroy those that no act has destroyed.
alignas(Owner) char rooms[2][sizeof(Owner)];
bool is_there[2];

Owner& owner(const Act& act) { return *std::launder(reinterpret_cast<Owner*>(rooms[act.owner])); }

int throws_at = 0, throws_errno = 0, handled_now = 0;

// The handle that close() is given.
void note(const Job& job) {
  if (scene->handled_count < most_handled) {
    Handled& handled = scene->handled[scene->handled_count];
    handled.type = job.type;
    handled.size = static_cast<int>(job.size());
    std::memcpy(handled.bytes, job.data(), std::min(job.size(), sizeof handled.bytes));
  }
  ++scene->handled_count;
  if (++handled_now == throws_at) {
    if (throws_errno == 0) throw "not today";
    throw std::system_error{throws_errno, std::system_category(), "handle"};
  }
  errno = ENOMSG;  // whoever handles a job may make calls, and some of them fail
}

void meet(Act& act) {
  const int msqid = owner(act).queue().id();
  char go = 0;
  if (write(scene->gate_out, &msqid, sizeof msqid) == -1 || read(scene->gate_in, &go, 1) == -1) {
    _exit(2);
  }
}

void end_scope(Act& act) {
  owner(act).~Owner();
  act.error_after = errno;
}

struct Scope {
  Act& act;
  ~Scope() { end_scope(act); }
};

// Makes the call, in the thread in which the act is to be.
template <class Call>
void attempt(Act& act, int errno_before, const Call& call) {
  msgq::actor::attempt(act.outcome, errno_before, [&] {
    if (!act.in_thread) return call();
    std::exception_ptr thrown;
    std::thread{[&] {
      try {
        errno = errno_before;
        call();
      } catch (...) {
        thrown = std::current_exception();
      }
    }}.join();
    if (thrown) std::rethrow_exception(thrown);
  });
}

void run(Act& act) {
  if (act.kind != Act::Kind::create && !is_there[act.owner]) return;
  switch (act.kind) {
    case Act::Kind::create:
      attempt(act, ENOENT, [&] {
        new (rooms[act.owner]) Owner{msgq::Key{act.key}};
        is_there[act.owner] = true;
        act.msqid = owner(act).queue().id();
      });
      return;
    case Act::Kind::destroy:
      is_there[act.owner] = false;
      attempt(act, EXDEV, [&] {
        if (!act.by_exception) return end_scope(act);
        try {
          const Scope scope{act};
          throw "not to the end";
        } catch (const char*) {
        }
      });
      return;
    case Act::Kind::release:
      attempt(act, EINVAL, [&] { act.msqid = owner(act).release().id(); });
      return;
    case Act::Kind::close:
      throws_at = act.throws_at;
      throws_errno = act.throws_errno;
      handled_now = 0;
      attempt(act, ENOMSG, [&] { act.count = owner(act).close(note); });
      return;
    case Act::Kind::meet:
      meet(act);
      return;
  }
}

// From this act on, as far as they are of this depth, or deeper.
int run_from(int i, int depth) {
  while (i < scene->acts_count && scene->acts[i].depth >= depth) {
    Act& act = scene->acts[i];
    if (act.depth > depth) {
      msgq::in_child([&] { run_from(i, depth + 1); });
      while (i < scene->acts_count && scene->acts[i].depth > depth) ++i;
      continue;
    }
    run(act);
    ++i;
  }
  return i;
}

}  // namespace

int main(int, char** argv) {
  scene = &msgq::actor::scene<Scene>(argv);
  run_from(0, 0);
}
