// What the steps of exercise 1 stand on.
#pragma once

#include <cstdio>
#include <string>

#include "common/error_of.h"
#include "common/judge/answer.h"
#include "common/judge/trial.h"
#include "lessons/01_create_queue/scene.h"

namespace stage {

inline std::string mode_of(msgq::Queue queue) {
  char text[16] = "no queue";
  (void)msgq::error_of(
      [&] { std::snprintf(text, sizeof text, "%04o", queue.status().settings.mode); });
  return text;
}

inline std::string in_words(std::size_t queues) {
  return queues == 1 ? "1 queue" : queues == 0 ? "no queue" : std::to_string(queues) + " queues";
}

// What came of a call of this task: "said created", "threw EEXIST", "crashed: SIGSEGV".
inline std::string in_words(const Call& call, const std::string& task,
                            const msgq::orders::Order& order) {
  if (!call.outcome.returned()) return msgq::judge::what_came_of(call.outcome, task, order);
  const std::string said = call.created ? "said created" : "said not created";
  return call.msqid < 0 ? said + " and gave msqid " + std::to_string(call.msqid) : said;
}

// All that a right answer needs, and not so much that a wrong one takes long.
inline msgq::orders::Bounds bounds() { return {.runs = 1000, .steps = 60, .seconds = 0.5}; }

inline Scene one_call(msgq::Key key) {
  Scene scene;
  scene.parts[0].calls[0].key = key.value;
  return scene;
}

inline Scene two_processes(msgq::Key key) {
  Scene scene = one_call(key);
  scene.parts[1] = scene.parts[0];
  return scene;
}

}  // namespace stage
