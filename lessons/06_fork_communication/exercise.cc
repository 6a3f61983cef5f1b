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
int ask_workers(Queue queue, int workers, const Job& job, int* answers) {
  for (int i = 0; i < workers; ++i) queue.send(Message<int>{1, i});
  for (int i = 0; i < workers; ++i) {
    const pid_t pid = fork();
    if (pid == -1) msgq::calls::fail("fork");
    if (pid == 0) {
      Message<int> message;
      queue.receive(message, Select::exactly(1));
      queue.send(Message<int>{1, job.work(message.body)});
      _exit(job.clean_up(message.body));
    }
  }
  for (int i = 0; i < workers; ++i) {
    Message<int> message;
    if (queue.try_receive(message, Select::exactly(1))) answers[i] = message.body;
  }
  while (wait(nullptr) > 0) {
  }
  return 0;
}
// end TODO
