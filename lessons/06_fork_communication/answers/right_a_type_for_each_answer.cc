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

// Types 1 to `workers` say whose answer it is, and a negative type takes any of them, so that the
// answer alone is the body. Nothing of the library but what ends the children.
struct Number {
  long type;
  int value;
};

int ask_workers(Queue queue, int workers, const Job& job, int* answers) {
  const int msqid = queue.id();
  const long question_type = workers + 1L;
  const auto check = [](ssize_t result) {
    if (result == -1) throw std::system_error{errno, std::generic_category()};
  };
  for (int i = 0; i < workers; ++i) {
    const Number question{question_type, i};
    check(::msgsnd(msqid, &question, sizeof question.value, 0));
  }
  std::list<Child> children;
  while (static_cast<int>(children.size()) < workers) {
    children.emplace_back([&] {
      Number message;
      check(::msgrcv(msqid, &message, sizeof message.value, question_type, 0));
      const int number = message.value;
      message = {number + 1L, job.work(number)};
      check(::msgsnd(msqid, &message, sizeof message.value, 0));
      return job.clean_up(number);
    });
  }
  for (int i = 0; i < workers; ++i) {
    Number answer;
    check(::msgrcv(msqid, &answer, sizeof answer.value, -workers, 0));
    answers[answer.type - 1] = answer.value;
  }
  int failed = 0;
  for (Child& child : children) failed += child.wait() != 0;
  return failed;
}
// end TODO
