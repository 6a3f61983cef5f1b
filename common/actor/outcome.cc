#include "common/actor/outcome.h"

#include <string.h>

namespace msgq::actor {
namespace {

std::string kind_in_words(const Outcome& outcome) {
  switch (outcome.kind) {
    case Outcome::Kind::nothing_yet:
      return "has not returned";
    case Outcome::Kind::returned:
      return "returned";
    case Outcome::Kind::threw_errno: {
      const char* const name = strerrorname_np(outcome.error);
      return "threw " + (name != nullptr ? name : "errno " + std::to_string(outcome.error));
    }
    case Outcome::Kind::threw_length_error:
      return "threw std::length_error";
    case Outcome::Kind::threw_runtime_error:
      return "threw std::runtime_error";
    case Outcome::Kind::threw_something_else:
      return "threw something else";
  }
  return "wrote down what means nothing";
}

}  // namespace

bool Outcome::threw(int wanted) const {
  return kind == Kind::threw_errno && error == wanted && changed[0] == '\0';
}

std::string in_words(const Outcome& outcome) {
  std::string words = kind_in_words(outcome);
  if (outcome.changed[0] != '\0') {
    words += ", but not all is as before: " +
             std::string{outcome.changed, strnlen(outcome.changed, sizeof outcome.changed)};
  }
  return words;
}

}  // namespace msgq::actor
