#include "common/actor/frame.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <functional>
#include <future>
#include <string>
#include <system_error>
#include <thread>

#include "common/actor/actor.h"
#include "common/child.h"
#include "common/testing/pipe.h"
#include "doctest/doctest.h"

using namespace msgq;
using actor::Outcome;

namespace {

// What an attempt that does this says of it; in a child, which takes with it what it has changed.
std::string said_of(const std::function<void()>& call) {
  testing::Pipe pipe;
  Child child{[&] {
    std::thread{[] {}}.join();  // with the first, ThreadSanitizer starts one of its own, too
    Outcome outcome;
    actor::attempt(outcome, 0, call);
    dprintf(pipe.in(), "%s", in_words(outcome).c_str());
    while (waitpid(-1, nullptr, 0) > 0) {
    }
    _exit(0);  // a thread that it has left must not keep it
  }};
  std::string said = pipe.text();
  child.wait();
  return said;
}

}  // namespace

TEST_CASE("what a call may leave in its process is seen, each by its name") {
  CHECK(said_of([] {}) == "returned");
  CHECK(said_of([] { (void)dup(0); }) == "returned, but not all is as before: open descriptors");
  CHECK(said_of([] { close(0); }) == "returned, but not all is as before: open descriptors");
  CHECK(said_of([] {
          if (fork() == 0) _exit(0);
        }) == "returned, but not all is as before: a child process");
  CHECK(said_of([] { std::thread{[] { pause(); }}.detach(); }) ==
        "returned, but not all is as before: a thread");
  CHECK(said_of([] { signal(SIGUSR1, SIG_IGN); }) ==
        "returned, but not all is as before: signal handlers");
  CHECK(said_of([] {
          sigset_t one;
          sigemptyset(&one);
          sigaddset(&one, SIGUSR1);
          sigprocmask(SIG_BLOCK, &one, nullptr);
        }) == "returned, but not all is as before: the signal mask");
  CHECK(said_of([] { alarm(100); }) == "returned, but not all is as before: a timer");
  CHECK(said_of([] {
          const itimerval long_time{{}, {100, 0}};
          setitimer(ITIMER_PROF, &long_time, nullptr);
        }) == "returned, but not all is as before: a timer");
  CHECK(said_of([] { std::setlocale(LC_ALL, "C.UTF-8"); }) ==
        "returned, but not all is as before: the locale");
  CHECK(said_of([] { (void)chdir("/proc"); }) ==
        "returned, but not all is as before: the working folder");
  CHECK(said_of([] { umask(0123); }) == "returned, but not all is as before: the umask");
  CHECK(said_of([] {
          umask(0123);
          alarm(100);
        }) == "returned, but not all is as before: a timer, the umask");
}

TEST_CASE("what has ended by itself is not left") {
  for (int i = 0; i < 20; ++i) {
    CHECK(said_of([] {
            std::thread{[] {}}.join();
            std::async(std::launch::async, [] {}).get();
            in_child([] {});
            close(dup(0));
          }) == "returned");
  }
}

TEST_CASE("what came of a call, in words") {
  CHECK(said_of([] { throw std::system_error{ENOSPC, std::system_category()}; }) == "threw ENOSPC");
  CHECK(said_of([] {
          throw std::system_error{ENOSPC, std::generic_category()};
        }) == "threw ENOSPC");
  CHECK(said_of([] { throw std::system_error{make_error_code(std::future_errc::no_state)}; }) ==
        "threw something else");
  CHECK(said_of([] { throw std::length_error{"long"}; }) == "threw std::length_error");
  CHECK(said_of([] { throw std::range_error{"far"}; }) == "threw std::runtime_error");
  CHECK(said_of([] { throw 7; }) == "threw something else");
  CHECK(said_of([] { throw std::system_error{523, std::system_category()}; }) == "threw errno 523");
  CHECK(in_words(Outcome{}) == "has not returned");
  Outcome dirty;
  dirty.kind = Outcome::Kind::returned;
  CHECK(dirty.returned());
  dirty.changed[0] = 'x';
  CHECK_FALSE(dirty.returned());
  dirty = {Outcome::Kind::threw_errno, EACCES, ""};
  CHECK(dirty.threw(EACCES));
  CHECK_FALSE(dirty.threw(EPERM));
}

TEST_CASE("errno is what the judge wants it to be, when the call begins") {
  int before = 0;
  Outcome outcome;
  actor::attempt(outcome, E2BIG, [&] { before = errno; });
  CHECK(before == E2BIG);
}
