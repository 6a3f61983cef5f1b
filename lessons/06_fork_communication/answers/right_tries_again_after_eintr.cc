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
#include <cerrno>
#include <system_error>

struct Answer {
  int number;
  int answer;
};

constexpr long to_worker = 1;
constexpr long to_parent = 2;

// A signal that somebody handles is no reason to give up.
template <class Call>
void again(const Call& call) {
  for (;;) {
    try {
      return call();
    } catch (const std::system_error& error) {
      if (error.code().value() != EINTR) throw;
    }
  }
}

int ask_workers(Queue queue, int workers, const Job& job, int* answers) {
  for (int i = 0; i < workers; ++i) again([&] { queue.send(Message<int>{to_worker, i}); });
  std::list<Child> children;  // which are killed, and waited for, if the parent throws
  for (int i = 0; i < workers; ++i) {
    children.emplace_back([&] {
      Message<int> question;
      again([&] { queue.receive(question, Select::exactly(to_worker)); });
      const int number = question.body, answer = job.work(number);
      again([&] { queue.send(Message<Answer>{to_parent, {number, answer}}); });
      return job.clean_up(number);
    });
  }
  for (int i = 0; i < workers; ++i) {
    Message<Answer> message;
    again([&] { queue.receive(message, Select::exactly(to_parent)); });
    answers[message.body.number] = message.body.answer;
  }
  int failed = 0;
  for (Child& child : children) {
    if (child.wait() != 0) ++failed;
  }
  return failed;
}
// end TODO
