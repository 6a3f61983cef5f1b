// check says: say in the answer whose it is
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

// The first to be asked need not be the first to answer.
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
  for (int i = 0; i < workers; ++i) {
    Message<Answer> message;
    queue.receive(message, Select::exactly(to_parent));
    answers[i] = message.body.answer;
  }
  int failed = 0;
  for (int status = 0; wait(&status) > 0;) {
    if (status != 0) ++failed;
  }
  return failed;
}
