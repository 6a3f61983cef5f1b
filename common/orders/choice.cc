#include "common/orders/choice.h"

namespace msgq::orders {
namespace {

// The number that has this name; 0 if none has.
int number_of(const std::string& name, std::string (*name_of)(int)) {
  for (int number = 1; number < 4096; ++number) {
    if (name_of(number) == name) return number;
  }
  return 0;
}

}  // namespace

std::string name_of(const Choice& choice) {
  switch (choice.kind) {
    case Choice::Kind::go:
      return choice.task;
    case Choice::Kind::kill:
      return choice.task + ":kill";
    case Choice::Kind::answer:
      return choice.task + ':' + name_of_errno(choice.number);
    case Choice::Kind::signal:
      return choice.task + ':' + name_of_signal(choice.number);
  }
  return "";
}

Choice choice_of(const std::string& name) {
  const std::size_t colon = name.find(':');
  Choice choice;
  choice.task = name.substr(0, colon);
  if (colon == name.npos) return choice;
  const std::string what = name.substr(colon + 1);
  if (what == "kill") {
    choice.kind = Choice::Kind::kill;
  } else if (what.starts_with("SIG")) {
    choice.kind = Choice::Kind::signal;
    choice.number = number_of(what, name_of_signal);
  } else {
    choice.kind = Choice::Kind::answer;
    choice.number = number_of(what, name_of_errno);
  }
  return choice;
}

bool independent(const Choice& one, const Choice& other) {
  return !one.is_fault() && !other.is_fault() && one.call.msqid() != -1 &&
         other.call.msqid() != -1 && one.call.msqid() != other.call.msqid();
}

}  // namespace msgq::orders
