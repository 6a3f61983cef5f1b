// What may happen next in a run, and its name: "1" is that task 1 goes on, "1:EINTR" that its call
// is answered so, "1:SIGTERM" that it gets a signal, "1:kill" that it dies.
#pragma once

#include <string>
#include <tuple>

#include "common/orders/call.h"

namespace msgq::orders {

struct Choice {
  enum class Kind { go, kill, answer, signal };
  std::string task;
  Kind kind = Kind::go;
  int number = 0;  // the errno, or the signal
  Call call;       // that it would make

  bool operator==(const Choice& other) const {
    return std::tie(task, kind, number) == std::tie(other.task, other.kind, other.number);
  }
  bool is_fault() const { return kind != Kind::go; }
};

std::string name_of(const Choice& choice);

// The choice that name_of() calls so, but for its call.
Choice choice_of(const std::string& name);

// Two calls that come to the same in either order: each on a queue, and not on the same. Whatever
// makes or kills is taken to meet everything.
bool independent(const Choice& one, const Choice& other);

}  // namespace msgq::orders
