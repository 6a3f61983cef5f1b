// Lesson 5. Four flags of a receive: do not sleep, any other type, cut what is too large, copy.

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include "common/program/picture.h"
#include "common/program/program.h"
#include "common/scoped_queue.h"

using msgq::Queue;
using msgq::ScopedQueue;
using Line = msgq::Text<16>;

namespace {

// The flags by their names. All have IPC_NOWAIT, because nobody here should sleep.
std::string names(int msgflg) {
  std::string text = "IPC_NOWAIT";
  if ((msgflg & MSG_COPY) != 0) text += "|MSG_COPY";
  if ((msgflg & MSG_EXCEPT) != 0) text += "|MSG_EXCEPT";
  if ((msgflg & MSG_NOERROR) != 0) text += "|MSG_NOERROR";
  return text;
}

// Makes one msgrcv, says what it returned, and shows what is waiting now.
void receive(Queue queue, std::size_t room, long msgtyp, int msgflg) {
  Line message;
  const ssize_t size = msgq::calls::msgrcv(queue.id(), &message, room, msgtyp, msgflg);
  char what[32];
  if (size == -1) {
    std::snprintf(what, sizeof what, "%s", strerrorname_np(errno));
  } else {
    message.set_size(static_cast<std::size_t>(size));
    std::snprintf(what, sizeof what, "[%ld \"%s\"]", message.type, message.c_str());
  }
  std::printf("%4zu  %6ld  %-22s  %2zd %-15s  ", room, msgtyp, names(msgflg).c_str(), size, what);
  msgq::draw(queue);
}

}  // namespace

int main(int argc, char** argv) try {
  msgq::expect_arguments(argc, argv, 0);
  const auto queue = ScopedQueue::create(msgq::ipc_private);

  std::puts("room  msgtyp  flags                   returns             the queue afterwards");
  receive(queue, 8, 0, IPC_NOWAIT);

  for (const Line& line :
       {Line{1, "long text"}, Line{2, "two"}, Line{1, ""}, Line{1, "longer text"}}) {
    queue.send(line);
  }
  std::printf("%-56s", "four are sent");
  msgq::draw(queue);

  // [looks]
  receive(queue, 8, 1, IPC_NOWAIT | MSG_COPY);
  receive(queue, 8, 1, IPC_NOWAIT | MSG_EXCEPT);
  receive(queue, 8, 0, IPC_NOWAIT);
  // [/looks]
  receive(queue, 16, 0, IPC_NOWAIT);
  receive(queue, 8, 0, IPC_NOWAIT);
  receive(queue, 8, 0, IPC_NOWAIT | MSG_NOERROR);
} catch (const std::exception& error) {
  return msgq::report(error);
}
