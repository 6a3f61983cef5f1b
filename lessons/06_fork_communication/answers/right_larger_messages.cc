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
#include <cstdio>
#include <string>

using msgq::Text;

constexpr long to_worker = 1;
constexpr long to_parent = 2;

// Numbers as text, which other languages can read, too; answers of several lengths.
int ask_workers(Queue queue, int workers, const Job& job, int* answers) {
  for (int i = 0; i < workers; ++i) {
    queue.send(Text<48>{to_worker, std::string(44, ' ') + std::to_string(i)});
  }
  std::list<Child> children;  // which are killed, and waited for, if the parent throws
  for (int i = 0; i < workers; ++i) {
    children.emplace_back([&] {
      Text<48> question;
      queue.receive(question, Select::exactly(to_worker));
      const int number = std::stoi(question.c_str());
      queue.send(Text<8000>{
          to_parent, std::to_string(number) + ' ' + std::to_string(job.work(number)) + '\n'});
      return job.clean_up(number);
    });
  }
  for (int i = 0; i < workers; ++i) {
    Text<8000> message;
    queue.receive(message, Select::exactly(to_parent));
    int number = 0, answer = 0;
    std::sscanf(message.c_str(), "%d %d", &number, &answer);
    answers[number] = answer;
  }
  int failed = 0;
  for (Child& child : children) {
    if (child.wait() != 0) ++failed;
  }
  return failed;
}
// end TODO
