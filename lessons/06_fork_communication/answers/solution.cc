#include "lessons/06_fork_communication/exercise.h"

#include <sys/wait.h>
#include <unistd.h>

#include <list>

#include "common/child.h"  // Child, which is killed and waited for at the end of its scope
#include "common/queue.h"

using msgq::Child;
using msgq::Message;
using msgq::Queue;
using msgq::Select;

// TODO: mend this program. It is that of many tutorials, and wrong in several ways.
struct Answer {
  int number;
  int answer;
};

constexpr long to_worker = 1;
constexpr long to_parent = 2;

int ask_workers(Queue queue, int workers, const Job& job, int* answers) {
  for (int i = 0; i < workers; ++i) queue.send(Message<int>{to_worker, i});
  std::list<Child> children;  // which are killed, and waited for, if the parent throws
  for (int i = 0; i < workers; ++i) {
    children.emplace_back([&] {
      Message<int> question;
      queue.receive(question, Select::exactly(to_worker));
      const int number = question.body;
      queue.send(Message<Answer>{to_parent, {number, job.work(number)}});
      return job.clean_up(number);
    });
  }
  for (int i = 0; i < workers; ++i) {
    Message<Answer> message;
    queue.receive(message, Select::exactly(to_parent));
    answers[message.body.number] = message.body.answer;
  }
  int failed = 0;
  for (Child& child : children) {
    if (child.wait() != 0) ++failed;
  }
  return failed;
}
// end TODO
