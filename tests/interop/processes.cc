// Parents and children in two languages.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "common/blocked.h"
#include "common/child.h"
#include "common/error_of.h"
#include "common/php/serialize.h"
#include "common/queue.h"
#include "common/testing/signals.h"
#include "doctest/doctest.h"
#include "lessons/08_php_wire_format/wire.h"
#include "tests/interop/shared_queue.h"

using namespace msgq;
using namespace interop;

TEST_CASE("A C++ parent and its PHP child: asked, it answers, and ends with status 0") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  php.start(
      "msg_receive($queue, 1, $type, 8192, $number);"
      "return msg_send($queue, 2, $number * $number);");
  wait_until_blocked(php.pid(), "msgrcv");
  wire::send(queue, 1, php::serialize(7));
  CHECK(wire::receive(queue, 2) == "i:49;");
  CHECK(php.finish() == "true");
  CHECK(php.end() == 0);
}

TEST_CASE("A PHP parent and its C++ child: asked, it answers, and PHP gets its exit status") {
  const SharedQueue queue;
  Php php;
  queue.open_in(php);
  CHECK(php("$child = pcntl_fork();"
            "if ($child === 0) pcntl_exec('tests/interop/worker', ['" +
            queue.key() +
            "']);"
            "msg_send($queue, 1, 12);"
            "msg_receive($queue, 2, $type, 8192, $square);"
            "pcntl_waitpid($child, $status);"
            "return [$square, pcntl_wexitstatus($status)];") == "[144,7]");
  CHECK(queue->status().messages == 0);
}

TEST_CASE("Ctrl-C at any moment, and lesson 08's program with PHP leaves no queue and no process") {
  const Key key = Key::from_path("lessons/08_php_wire_format/peer.php", 'P');
  for (useconds_t moment = 0; moment < 100'000; moment += 4'000) {
    CAPTURE(moment);
    Child program{[] {
      testing::default_signals();
      setpgid(0, 0);
      const int nowhere = open("/dev/null", O_WRONLY);
      dup2(nowhere, STDOUT_FILENO);
      execl("lessons/08_php_wire_format/08_php_wire_format", "08_php_wire_format", "php", nullptr);
      return 127;
    }};
    while (getpgid(program.pid()) != program.pid()) usleep(100);
    usleep(moment);  // no test waits for anything here: every moment must be a good one
    kill(-program.pid(), SIGINT);
    const int status = program.wait();
    CHECK((status == 0 || status == 128 + SIGINT));
    while (waitpid(-1, nullptr, 0) > 0) {  // PHP, orphaned: it ends by itself
    }
    CHECK(error_of([&] { Queue::open(key).remove(); }) == ENOENT);
  }
}
