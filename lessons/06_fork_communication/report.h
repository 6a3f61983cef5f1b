// The program of many tutorials: a child reports, its parent reads the report and waits for the
// child.
#pragma once

#include "common/child.h"
#include "common/scoped_queue.h"

namespace fork_communication {

enum class Receive { at_once, when_it_comes };

// 0 if the parent got the report, 1 if it did not.
inline int report_of_a_child(Receive how) {
  const auto queue = msgq::ScopedQueue::create(msgq::ipc_private);
  msgq::Child child{[&] { queue.send(msgq::Text<8>{1, "done"}); }};
  msgq::Text<8> report;
  bool is_there = true;
  if (how == Receive::at_once) {
    is_there = queue.try_receive(report);
  } else {
    queue.receive(report);
  }
  child.wait();
  return is_there ? 0 : 1;
}

}  // namespace fork_communication
