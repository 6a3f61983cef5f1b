// check says: only a receive makes room
#include "lessons/06_fork_communication/exercise.h"

#include <sys/wait.h>
#include <unistd.h>

#include "common/queue.h"

using msgq::Message;
using msgq::Queue;
using msgq::Select;

namespace {

// fork(2), which throws if there can be no more processes.
pid_t fork_or_throw() {
  const pid_t pid = fork();
  if (pid == -1) msgq::calls::fail("fork");
  return pid;
}

}  // namespace

struct Answer {
  int number;
  int answer;
};

constexpr long to_worker = 1;
constexpr long to_parent = 2;

// When all have ended, surely all answers are there. A worker that sleeps in msgsnd does not end.
int ask_workers(Queue queue, int workers, const Job& job, int* answers) {
  for (int i = 0; i < workers; ++i) queue.send(Message<int>{to_worker, i});
  for (int i = 0; i < workers; ++i) {
    if (fork_or_throw() == 0) {
      Message<int> question;
      queue.receive(question, Select::exactly(to_worker));
      const int number = question.body;
      queue.send(Message<Answer>{to_parent, {number, job.work(number)}});
      _exit(job.clean_up(number));
    }
  }
  int failed = 0;
  for (int status = 0; wait(&status) > 0;) {
    if (status != 0) ++failed;
  }
  Message<Answer> message;
  while (queue.try_receive(message, Select::exactly(to_parent))) {
    answers[message.body.number] = message.body.answer;
  }
  return failed;
}
