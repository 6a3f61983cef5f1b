// Lesson 2. The kernel keeps a record of every queue; status() copies it out.

#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <string>

#include "common/blocked.h"  // for "Break it" on the page
#include "common/child.h"
#include "common/program/picture.h"
#include "common/program/program.h"
#include "common/scoped_queue.h"

using msgq::Queue;
using msgq::Status;
using msgq::Text;
using std::to_string;

namespace {

void receive_one(Queue queue) {
  Text<8> message;
  queue.receive(message);
}

Status look(const char* moment, Queue queue) {
  std::printf("%-15s  ", moment);
  msgq::draw(queue);
  return queue.status();
}

std::string who(pid_t pid) {
  return pid == 0 ? "nobody" : pid == getpid() ? "this program" : "the child";
}

std::string when(time_t seconds) {
  char text[32];
  std::strftime(text, sizeof text, "%F %T", std::localtime(&seconds));
  return seconds == 0 ? "never" : text;
}

}  // namespace

int main(int argc, char** argv) try {
  msgq::expect_arguments(argc, argv, 0);

  const auto queue = msgq::ScopedQueue::create(msgq::ipc_private);
  const Status fresh = queue.status();

  queue.send(Text<8>{1, "hello"});
  const Status sent = look("after a send", queue);

  msgq::Child receiver{[&] { receive_one(queue); }};
  if (receiver.wait() != 0) return 1;
  const Status received = look("after a receive", queue);

  const auto row = [&](const char* field, std::string (*show)(const Status&)) {
    std::printf("%-15s  %-19s  %-19s  %s\n", field, show(fresh).c_str(), show(sent).c_str(),
                show(received).c_str());
  };
  std::printf("%-15s  %-19s  %-19s  %s\n", "", "fresh", "after a send", "after a receive");
  row("msg_qbytes", [](const Status& s) { return to_string(s.settings.max_bytes); });
  row("msg_qnum", [](const Status& s) { return to_string(s.messages); });
  row("__msg_cbytes", [](const Status& s) { return to_string(s.bytes); });
  row("msg_lspid", [](const Status& s) { return who(s.last_sender); });
  row("msg_lrpid", [](const Status& s) { return who(s.last_receiver); });
  row("msg_stime", [](const Status& s) { return when(s.last_send); });
  row("msg_rtime", [](const Status& s) { return when(s.last_receive); });
  row("msg_ctime", [](const Status& s) { return when(s.last_change); });

  const auto& [uid, gid, mode, max_bytes] = received.settings;
  std::printf("key %d, mode %#o, owner uid %u gid %u, creator uid %u gid %u\n", received.key.value,
              mode, uid, gid, received.creator_uid, received.creator_gid);
} catch (const std::exception& error) {
  return msgq::report(error);
}
