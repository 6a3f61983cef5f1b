// The program in which an exercise's answer runs: it calls the answer as its judge, another
// program, has written it down, and writes down beside it what came of the call.
//
// Both share one scene: memory with a struct of the lesson's own. A judge believes of it only what
// he cannot ask the kernel.
#pragma once

#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <system_error>

#include "common/actor/frame.h"
#include "common/actor/outcome.h"

namespace msgq::actor {

// The memory of the scene that main(argc, argv) is to play in; judge::Answer has named it there.
void* memory_of_scene(char** argv);

template <class Scene>
Scene& scene(char** argv) {
  return *static_cast<Scene*>(memory_of_scene(argv));
}

// Which part of the scene is this process's: as its judge says, 0 if there is but one.
int part(char** argv);

// Makes the call, with errno set to something, and writes down what came of it.
template <class Call>
void attempt(Outcome& outcome, int errno_before, const Call& call) {
  outcome = {};
  const Frame before = Frame::now();
  Outcome came;
  try {
    errno = errno_before;
    call();
    came.kind = Outcome::Kind::returned;
  } catch (const std::system_error& error) {
    const std::error_category& category = error.code().category();
    const bool is_errno = category == std::system_category() || category == std::generic_category();
    came.kind = is_errno ? Outcome::Kind::threw_errno : Outcome::Kind::threw_something_else;
    came.error = error.code().value();
  } catch (const std::length_error&) {
    came.kind = Outcome::Kind::threw_length_error;
  } catch (const std::runtime_error&) {
    came.kind = Outcome::Kind::threw_runtime_error;
  } catch (...) {
    came.kind = Outcome::Kind::threw_something_else;
  }
  const std::string changed = Frame::settled(before).difference(before);
  std::snprintf(came.changed, sizeof came.changed, "%s", changed.c_str());
  outcome = came;
}

}  // namespace msgq::actor
