// The program of many tutorials, again and again: a child reports, its parent reads the report and
// waits for the child.
#pragma once

#include "common/child.h"
#include "common/queue.h"

namespace fork_communication {

enum class Receive { at_once, when_it_comes };

// In how many of the rounds the parent got nothing. The queue is left empty.
inline int missed_reports(msgq::Queue queue, int rounds, Receive how) {
  int missed = 0;
  for (int round = 0; round < rounds; ++round) {
    msgq::Text<8> report;
    msgq::Child child{[&] { queue.send(msgq::Text<8>{1, "done"}); }};
    if (how == Receive::when_it_comes) {
      queue.receive(report);
    } else if (!queue.try_receive(report)) {
      ++missed;
    }
    child.wait();
    (void)queue.try_receive(report);  // the one that came too late
  }
  return missed;
}

}  // namespace fork_communication
