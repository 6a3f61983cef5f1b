// What the steps of exercise 1 stand on.
#pragma once

#include <sys/mman.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "common/error_of.h"
#include "common/orders/director.h"
#include "lessons/01_create_queue/exercise.h"

namespace stage {

inline std::string mode_of(msgq::Queue queue) {
  char text[16] = "no queue";
  (void)msgq::error_of(
      [&] { std::snprintf(text, sizeof text, "%04o", queue.status().settings.mode); });
  return text;
}

inline std::string in_words(std::size_t queues) {
  return queues == 0 ? "no queue" : std::to_string(queues) + " queues";
}

// What came of one call of open_or_create.
struct Answer {
  bool is_there;  // it has returned or thrown
  bool created;
  int msqid;
  int error;  // that it threw; 0 for none, and something_else for what is no errno

  static constexpr int something_else = 255;

  std::string error_name() const {
    const char* const name = strerrorname_np(error);
    return error == 0 ? "nothing" : name != nullptr ? name : "what is no errno";
  }
};

// Of several processes, in memory that they share with this one.
class Answers {
 public:
  explicit Answers(int count)
      : count_{count},
        answers_{static_cast<Answer*>(
            mmap(nullptr, size(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))} {}
  ~Answers() { munmap(answers_, size()); }
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;

  const Answer& operator[](int i) const { return answers_[i]; }

  // Calls open_or_create, and keeps what came of it.
  void note(int i, msgq::Key key) {
    Answer& answer = answers_[i] = {};
    try {
      answer.error = msgq::error_of([&] {
        const Opened opened = open_or_create(key);
        answer.created = opened.created;
        answer.msqid = opened.queue.id();
      });
    } catch (...) {
      answer.error = Answer::something_else;
    }
    answer.is_there = true;
  }

  int created() const {
    int count = 0;
    for (int i = 0; i < count_; ++i) count += answers_[i].is_there && answers_[i].created;
    return count;
  }

  // "child 1: not created; child 2: threw EEXIST"
  std::string in_words() const {
    std::string text;
    for (int i = 0; i < count_; ++i) {
      const Answer& answer = answers_[i];
      text +=
          (i > 0 ? "; " : "") + std::string{count_ > 1 ? "child " + std::to_string(i + 1) : "it"};
      if (!answer.is_there) {
        text += " has not returned";
      } else if (answer.error != 0) {
        text += " threw " + answer.error_name();
      } else {
        text += answer.created ? " said created" : " said not created";
      }
    }
    return text;
  }

  // All that a right answer needs, and not so much that a wrong one takes long.
  msgq::orders::Bounds bounds() const {
    msgq::orders::Bounds bounds;
    bounds.runs = 1000;
    bounds.steps = 60;
    return bounds;
  }

 private:
  std::size_t size() const { return sizeof(Answer) * static_cast<std::size_t>(count_); }

  int count_;
  Answer* answers_;
};

}  // namespace stage
