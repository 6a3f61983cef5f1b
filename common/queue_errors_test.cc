// How msgq says what the kernel said. What each errno means is shown in tests/pages/errors.
#include <signal.h>

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "common/calls.h"
#include "common/child.h"
#include "common/error_of.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/missing_calls.h"
#include "common/testing/namespaces.h"
#include "common/testing/queues.h"
#include "common/testing/rights.h"
#include "common/testing/skipped.h"
#include "common/testing/sleeper.h"
#include "common/testing/temporary_file.h"
#include "doctest/doctest.h"

using namespace msgq;
using testing::error_of_nobody;
using testing::error_of_sleeper;
using testing::error_of_unprivileged;
using testing::set_capacity;

namespace {

void handle_sigusr1(int sa_flags) {
  struct sigaction action {};
  action.sa_handler = [](int) {};
  action.sa_flags = sa_flags;
  if (sigaction(SIGUSR1, &action, nullptr) == -1) calls::fail("sigaction");
}

}  // namespace

TEST_CASE("a full queue lets a sender sleep until there is room again") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, 4);
  queue.send(Text<4>{1, "full"});
  CHECK(error_of_sleeper(
            "msgsnd",
            [&] {
              queue.send(Text<4>{2, "next"});
            },
            [&](pid_t) {
              Text<4> text;
              queue.receive(text);
            }) == 0);
  CHECK(queue.status().messages == 1);
}

TEST_CASE("a queue that is full says no to try_send instead of EAGAIN") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, 1);
  errno = 0;
  SUBCASE("in bytes") {
    REQUIRE(queue.try_send(Text<8>{1, "1"}));
    CHECK_FALSE(queue.try_send(Text<8>{1, "2"}));
  }
  SUBCASE("in messages") {
    REQUIRE(queue.try_send(Text<8>{1, ""}));
    CHECK_FALSE(queue.try_send(Text<8>{1, ""}));
  }
  CHECK(errno == EAGAIN);
}

TEST_CASE("a queue without a match says no to try_receive instead of ENOMSG") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "one"});
  Text<8> text;
  errno = 0;
  CHECK_FALSE(queue.try_receive(text, Select::exactly(2)));
  CHECK(errno == ENOMSG);
}

TEST_CASE("peeking past the end says no instead of ENOMSG") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Text<8>{1, "text"});
  Text<8> text;
  for (const long place : {1, -1}) {
    errno = 0;
    CHECK_FALSE(queue.try_peek(text, place));
    CHECK(errno == ENOMSG);
  }
}

TEST_CASE("only that errno is a no: a try_ function throws any other") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(error_of([&] { (void)queue.try_send(Text<8>{0, "zero"}); }) == EINVAL);
  CHECK(queue.try_send(Text<8>{1, "12345678"}));
  Text<4> small;
  CHECK(error_of([&] { (void)queue.try_receive(small); }) == E2BIG);
  CHECK(error_of([&] { (void)queue.try_peek(small, 0); }) == E2BIG);

  const auto unusable = ScopedQueue::create(ipc_private, 0);
  CHECK(error_of_unprivileged([&] { (void)unusable.try_send(Text<8>{1, "text"}); }) == EACCES);
  CHECK(error_of_unprivileged([&] { (void)unusable.try_receive(small); }) == EACCES);
  CHECK(error_of_unprivileged([&] { (void)unusable.try_peek(small, 0); }) == EACCES);
}

TEST_CASE("what the kernel forbids is left to the kernel") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(error_of([&] { queue.send(Text<8>{0, "zero"}); }) == EINVAL);
  CHECK(error_of([&] { Queue::from_id(-1).send(Text<8>{1, "text"}); }) == EINVAL);
  const long msgmax = testing::limit("kernel/msgmax");
  static Text<1 << 20> message;
  if (msgmax >= static_cast<long>(message.room)) {
    testing::not_checked_here("an msgmax below a mebibyte");
    return;
  }
  message.set_size(msgmax + 1);
  CHECK(error_of([&] { queue.send(message); }) == EINVAL);
  CHECK(error_of([&] { (void)queue.try_send(message); }) == EINVAL);
}

TEST_CASE("a signal handler ends the sleep, whatever SA_RESTART says") {
  const auto queue = ScopedQueue::create(ipc_private);
  set_capacity(queue, 0);
  const auto interrupt = [](pid_t pid) { kill(pid, SIGUSR1); };
  for (const int sa_flags : {0, SA_RESTART}) {
    CAPTURE(sa_flags);
    const auto receive = [&] {
      handle_sigusr1(sa_flags);
      Text<8> text;
      queue.receive(text);
    };
    const auto send = [&] {
      handle_sigusr1(sa_flags);
      queue.send(Text<8>{1, "text"});
    };
    CHECK(error_of_sleeper("msgrcv", receive, interrupt) == EINTR);
    CHECK(error_of_sleeper("msgsnd", send, interrupt) == EINTR);
  }
}

TEST_CASE("another user may do what the mode grants to others, and no more") {
  const auto ours = ScopedQueue::create(ipc_private, 0600);
  const auto everybodys = ScopedQueue::create(ipc_private, 0666);
  Text<8> text;
  const int error = error_of_nobody([&] { ours.send(Text<8>{1, "text"}); });
  if (testing::skipped(error, testing::two_users)) return;
  CHECK(error == EACCES);
  CHECK(error_of_nobody([&] { ours.receive(text); }) == EACCES);
  CHECK(error_of_nobody([&] { (void)ours.status(); }) == EACCES);
  CHECK(error_of_nobody([&] { everybodys.send(Text<8>{1, "text"}); }) == 0);
}

TEST_CASE("another user who was given a queue may do with it what he likes") {
  const Queue queue = Queue::create(ipc_private);
  Settings settings = queue.status().settings;
  settings.uid = testing::nobody;
  const auto use_it = [&] {
    queue.send(Text<8>{1, "text"});
    queue.set(settings);
    queue.remove();
  };
  int error = error_of([&] { queue.set(settings); });
  if (error == EINVAL) error = testing::not_allowed;  // he is unknown in Bazel's sandbox
  if (error == 0) error = error_of_nobody(use_it);
  if (testing::skipped(error, testing::two_users)) {
    queue.remove();
    return;
  }
  CHECK(error == 0);
  CHECK_FALSE(testing::exists(queue));
}

TEST_CASE("without MSG_COPY only try_peek is ENOSYS") {
  const auto queue = ScopedQueue::create(ipc_private);
  const int result = in_child([&] {
    testing::without_msg_copy();
    queue.send(Text<8>{1, "text"});
    Text<8> text;
    const int error = error_of([&] { (void)queue.try_peek(text, 0); });
    return queue.try_receive(text) && text == "text" ? error : 1;
  });
  CHECK(result == ENOSYS);
}

TEST_CASE("what() names the call and the errno, and what it was about") {
  const Queue queue = Queue::create(ipc_private);
  const Settings settings = queue.status().settings;
  queue.remove();
  Text<8> text;
  CHECK_THROWS_WITH_AS(queue.send(Text<8>{1, "text"}), "msgsnd EINVAL: Invalid argument",
                       std::system_error);
  CHECK_THROWS_WITH_AS((void)queue.try_send(Text<8>{1, "text"}), "msgsnd EINVAL: Invalid argument",
                       std::system_error);
  CHECK_THROWS_WITH_AS(queue.receive(text), "msgrcv EINVAL: Invalid argument", std::system_error);
  CHECK_THROWS_WITH_AS((void)queue.try_receive(text), "msgrcv EINVAL: Invalid argument",
                       std::system_error);
  CHECK_THROWS_WITH_AS((void)queue.try_peek(text, 0), "msgrcv EINVAL: Invalid argument",
                       std::system_error);
  CHECK_THROWS_WITH_AS((void)queue.status(), "msgctl EINVAL: Invalid argument", std::system_error);
  CHECK_THROWS_WITH_AS(queue.set(settings), "msgctl EINVAL: Invalid argument", std::system_error);
  CHECK_THROWS_WITH_AS(queue.remove(), "msgctl EINVAL: Invalid argument", std::system_error);

  const testing::TemporaryFile file;
  const Key key = file.key();
  CHECK_THROWS_WITH_AS(Queue::open(key), "msgget ENOENT: No such file or directory",
                       std::system_error);
  CHECK_THROWS_WITH_AS(Key::from_path("/no/such", 1),
                       "ftok ENOENT (/no/such): No such file or directory", std::system_error);
}

TEST_CASE("an errno that has no name is an error all the same") {
  errno = 9999;
  CHECK_THROWS_WITH_AS(calls::fail("msgsnd"), "msgsnd errno?: Unknown error 9999",
                       std::system_error);
}

TEST_CASE("an error's code is of the system's category, as errno is the system's") {
  try {
    errno = EAGAIN;
    calls::fail("msgsnd");
  } catch (const std::system_error& error) {
    CHECK(error.code() == std::error_code{EAGAIN, std::system_category()});
    CHECK(error.code() == std::errc::resource_unavailable_try_again);
  }
}

TEST_CASE("error_of tells an errno, and lets all else pass") {
  CHECK(error_of([] {}) == 0);
  CHECK(error_of([] {
          errno = EAGAIN;
          calls::fail("msgsnd");
        }) == EAGAIN);
  CHECK_THROWS_AS(error_of([] { throw std::runtime_error{"no errno"}; }), std::runtime_error);
  CHECK_THROWS_AS(error_of([] {
                    std::ifstream file;
                    file.exceptions(std::ios::failbit);  // a std::system_error of another category
                    file.open("/no/such");
                  }),
                  std::ios::failure);
}

TEST_CASE("fail_unless returns if errno is the expected one") {
  errno = EAGAIN;
  CHECK_NOTHROW(calls::fail_unless(EAGAIN, "msgsnd"));
  CHECK_THROWS_AS(calls::fail_unless(ENOMSG, "msgsnd"), std::system_error);
}
