#include "lessons/04_receive_types/exercise.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <system_error>

#include "common/blocked.h"
#include "common/child.h"
#include "common/program/picture.h"
#include "common/scoped_queue.h"
#include "common/testing/pipe.h"
#include "common/testing/signals.h"
#include "doctest/doctest.h"

using namespace msgq;
using msgq::testing::Pipe;

namespace {

// What a child knows of its task: where to write which jobs it handles, and where to send more.
int report = -1;
Queue drained = Queue::from_id(-1);

void note(const Job& job) { dprintf(report, " [%ld \"%s\"]", job.type, job.c_str()); }

void note_and_send_an_urgent_one(const Job& job) {
  note(job);
  if (job == "a") drained.send(Job{1, "c"});
}

// A child's exit status: this and what drain returned, so that exit(0) is no result.
enum { threw_system_error = 50, returned_0 = 100 };

struct Drained {
  std::string jobs;     // such as [1 "d"] [2 "c"]
  std::string result;   // a number, or what came instead of one
  std::string picture;  // the queue before and after, for people
};

std::string drawn(Queue queue) {
  char* text = nullptr;
  std::size_t size = 0;
  FILE* const memory = open_memstream(&text, &size);
  try {
    draw(queue, memory);
  } catch (const std::system_error&) {
    fputs("no queue\n", memory);
  }
  fclose(memory);
  std::string line{text, size - 1};
  free(text);
  return line;
}

// Drains in a child, so that an answer that sleeps or loops fails a check and not the test.
Drained drain_in_child(Queue queue, long least_urgent, void (*handle)(const Job&) = note) {
  const std::string before = drawn(queue);
  Pipe pipe;
  Child child{[&] {
    testing::default_signals();
    alarm(5);
    report = pipe.in();
    drained = queue;
    try {
      return returned_0 + drain(queue, least_urgent, handle);
    } catch (const std::system_error&) {
      return static_cast<int>(threw_system_error);
    }
  }};
  bool asleep = true;
  try {
    wait_until_blocked(child.pid(), "msgrcv");
    kill(child.pid(), SIGKILL);
  } catch (const std::runtime_error&) {
    asleep = false;  // it has ended
  }
  const int status = child.wait();
  const std::string jobs = pipe.text().erase(0, 1).substr(0, 200);
  const std::string picture = "before   " + before + "\n          handled  " +
                              (jobs.empty() ? "nothing" : jobs) + "\n          after    " +
                              drawn(queue);
  if (asleep) return {jobs, "asleep in msgrcv", picture};
  if (status == threw_system_error) return {jobs, "std::system_error", picture};
  if (status == 128 + SIGALRM) return {jobs, "no answer within 5 seconds", picture};
  if (status > threw_system_error && status < 128) {
    return {jobs, std::to_string(status - returned_0), picture};
  }
  return {jobs, "the program's end, with exit status " + std::to_string(status), picture};
}

std::string left_in(Queue queue) {
  std::string jobs;
  for (Job job; queue.try_receive(job);) {
    jobs += " [" + std::to_string(job.type) + " \"" + job.c_str() + "\"]";
  }
  return jobs.erase(0, 1);
}

}  // namespace

TEST_CASE("step 1: nothing urgent waits, or the queue is gone") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Job{3, "a"});
  {
    const Drained done = drain_in_child(queue, 2);
    INFO(done.picture);
    INFO("rule: where nothing urgent waits, nothing is handled, and nobody sleeps: 0, at once");
    CHECK(done.result == "0");
  }
  const Queue gone = Queue::create(ipc_private);
  gone.remove();
  {
    INFO("rule: every failure but ENOMSG is thrown");
    CHECK(drain_in_child(gone, 2).result == "std::system_error");
  }
}

TEST_CASE("step 2: five jobs wait") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Job{3, "a"});
  queue.send(Job{4, "b"});
  queue.send(Job{2, "c"});
  queue.send(Job{1, "d"});
  queue.send(Job{2, "e"});
  const Drained done = drain_in_child(queue, 2);
  INFO(done.picture);
  {
    INFO("rule: the lowest type goes first, however late it came; within a type, the oldest job");
    REQUIRE(done.jobs == R"([1 "d"] [2 "c"] [2 "e"])");
  }
  {
    INFO("rule: the result is how many jobs were handled");
    CHECK(done.result == "3");
  }
  {
    INFO("rule: a job that is less urgent stays where it is: whoever waits for it finds it there");
    CHECK(left_in(queue) == R"([3 "a"] [4 "b"])");
  }
}

TEST_CASE("step 3: handling a job sends another, more urgent one") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Job{2, "a"});
  queue.send(Job{2, "b"});
  const Drained done = drain_in_child(queue, 2, note_and_send_an_urgent_one);
  INFO(done.picture);
  {
    INFO("rule: before each job, look again what is the most urgent now: it may have just come");
    REQUIRE(done.jobs == R"([2 "a"] [1 "c"] [2 "b"])");
  }
  {
    INFO("rule: a job that came meanwhile counts too");
    CHECK(done.result == "3");
  }
}

TEST_CASE("step 4: types far apart") {
  const auto queue = ScopedQueue::create(ipc_private);
  queue.send(Job{LONG_MAX, "a"});
  queue.send(Job{1, "b"});
  const Drained done = drain_in_child(queue, LONG_MAX);
  INFO(done.picture);
  INFO("rule: do not count through all types: the kernel knows the lowest one that is there");
  CHECK(done.result == "2");
}
