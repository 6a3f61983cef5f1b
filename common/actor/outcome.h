// What came of one call of an answer.
#pragma once

#include <string>

namespace msgq::actor {

// In memory that is shared, so it has no pointers.
struct Outcome {
  enum class Kind {
    nothing_yet,  // it has not returned: it sleeps, or its process has ended
    returned,
    threw_errno,          // std::system_error, with `error`
    threw_length_error,   // std::length_error
    threw_runtime_error,  // std::runtime_error, or one that is derived from it
    threw_something_else,
  };
  Kind kind = Kind::nothing_yet;
  int error = 0;
  char changed[120] = "";  // around the call, in words: see Frame

  // And has left all around it as it was.
  bool returned() const { return kind == Kind::returned && changed[0] == '\0'; }

  // std::system_error with this errno, and all around it is as it was.
  bool threw(int error) const;
};

// "returned", "threw ENOSPC", "returned, but not all is as before: the umask".
std::string in_words(const Outcome& outcome);

}  // namespace msgq::actor
