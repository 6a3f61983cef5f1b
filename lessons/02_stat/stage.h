// What the steps of exercise 2 stand on.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <list>
#include <string>
#include <vector>

#include "common/child.h"
#include "common/error_of.h"
#include "common/judge/answer.h"
#include "common/judge/trial.h"
#include "common/message.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/queues.h"
#include "lessons/02_stat/scene.h"

namespace stage {

using msgq::Queue;
using msgq::Status;
using msgq::judge::Answer;

// All that a right answer needs, and not so much that a wrong one takes long.
inline msgq::orders::Bounds bounds() { return {.runs = 300, .steps = 100, .seconds = 1}; }

// ---- Queues.

inline void fill(Queue queue, std::size_t messages, std::size_t size) {
  const msgq::Text<8192> message{1, std::string(size, 'x')};
  for (std::size_t i = 0; i < messages; ++i) {
    if (!queue.try_send(message)) return;  // an answer has filled the queue
  }
}

// One that holds at most so many bytes, and so many messages.
class Small : public msgq::ScopedQueue {
 public:
  explicit Small(std::size_t capacity, std::size_t messages = 0, std::size_t size = 0)
      : ScopedQueue{Queue::create(msgq::ipc_private)} {
    msgq::testing::set_capacity(*this, capacity);
    fill(*this, messages, size);
  }
};

// All that a look at a queue must leave as it was.
inline std::string in_words(const Status& status) {
  return std::to_string(status.messages) + " messages, " + std::to_string(status.bytes) +
         " bytes, capacity " + std::to_string(status.settings.max_bytes) + ", mode " +
         std::to_string(status.settings.mode) + ", last sender " +
         std::to_string(status.last_sender) + ", last receiver " +
         std::to_string(status.last_receiver) + ", changed " + std::to_string(status.last_change);
}

// ---- The plain model: what exercise.h promises.

inline int percent(std::size_t messages, std::size_t bytes, std::size_t capacity) {
  const std::size_t used = std::max(bytes, messages);
  return used >= capacity ? 100 : static_cast<int>(used * 100 / capacity);
}

inline int percent(const Status& status) {
  return percent(status.messages, status.bytes, status.settings.max_bytes);
}

// ---- The answer.

// "25 percent", "threw EACCES".
inline std::string in_words(const Call& call) {
  return call.outcome.returned() ? std::to_string(call.percent) + " percent"
                                 : msgq::actor::in_words(call.outcome);
}

inline std::string percents(int value) { return std::to_string(value) + " percent"; }

// What it says of these queues, one after the other in one process, with nobody else about.
inline std::vector<std::string> said_of(const std::vector<int>& msqids) {
  const Answer<Scene> answer;
  std::vector<std::string> said;
  const auto tally = msgq::judge::every_order(
      [&] {
        Scene scene;
        for (const int msqid : msqids) scene.calls[scene.count++].msqid = msqid;
        answer.begin(scene);
        return msgq::in_child([&] { return answer.play(); });
      },
      [&](const msgq::orders::Order& order) {
        said.clear();
        for (std::size_t i = 0; i < msqids.size(); ++i) {
          const Call& call = answer->calls[i];
          said.push_back(call.outcome.returned()
                             ? in_words(call)
                             : msgq::judge::what_came_of(call.outcome, "1", order));
        }
        return "";
      },
      {.runs = 10, .steps = 400, .seconds = 1});
  if (tally.bad > 0) said.assign(msqids.size(), tally.first_bad->verdict);
  return said;
}

inline std::string said_of(Queue queue) { return said_of(std::vector{queue.id()})[0]; }

// What came of a look at a quiet queue, as far as its way goes. An answer that never ends there is
// not waited for again and again.
inline std::string first_look() {
  static const std::string said = [] {
    const Small queue{200, 1, 50};
    const std::string words = said_of(queue);
    return words.ends_with(" percent") ? "returned" : words;
  }();
  return said;
}

// ---- Moments.

// Something that another process does to the queue, in one call.
struct Change {
  enum class Kind { send, receive, set };
  Kind kind;
  std::size_t number = 0;  // of bytes; for receive the type of the message
};

// The queue, as it is to begin with; then each change makes another moment of it.
struct Story {
  std::size_t capacity;
  std::vector<std::size_t> messages;  // their sizes; their types are 1, 2, 3 ...
  std::vector<Change> changes;
};

// How full it is in each moment, by the plain model.
inline std::vector<int> truths(const Story& story) {
  std::vector<std::pair<std::size_t, std::size_t>> waiting;  // types and sizes
  std::size_t capacity = story.capacity, next = 1, bytes = 0;
  for (const std::size_t size : story.messages) waiting.emplace_back(next++, size), bytes += size;
  std::vector<int> all{percent(waiting.size(), bytes, capacity)};
  for (const auto& [kind, number] : story.changes) {
    if (kind == Change::Kind::set) capacity = number;
    if (kind == Change::Kind::send) waiting.emplace_back(next++, number), bytes += number;
    if (kind == Change::Kind::receive) {
      const auto found =
          std::find_if(waiting.begin(), waiting.end(),
                       [type = number](const auto& one) { return one.first == type; });
      bytes -= found->second;
      waiting.erase(found);
    }
    all.push_back(percent(waiting.size(), bytes, capacity));
  }
  return all;
}

// Makes the queue as the story begins.
inline Queue begin(const Story& story) {
  const Queue queue = Queue::create(msgq::ipc_private);
  msgq::testing::set_capacity(queue, story.capacity);
  long type = 0;
  for (const std::size_t size : story.messages) {
    queue.send(msgq::Text<64>{++type, std::string(size, 'x')});
  }
  return queue;
}

// Makes the changes, a call each.
inline void go_on(const Story& story, Queue queue, msgq::Settings settings) {
  auto next = static_cast<long>(story.messages.size() + 1);
  for (const auto& [kind, number] : story.changes) {
    msgq::Text<64> message;
    switch (kind) {
      case Change::Kind::send:
        queue.send(msgq::Text<64>{next++, std::string(number, 'x')});
        break;
      case Change::Kind::receive:
        queue.receive(message, msgq::Select::exactly(static_cast<long>(number)));
        break;
      case Change::Kind::set:
        settings.max_bytes = number;
        queue.set(settings);
        break;
    }
  }
}

// At which moments the answer looked at the queue, while child 2 made its changes.
inline std::vector<int> looks(const msgq::orders::Order& order) {
  std::vector<int> found;
  int moment = 0;
  for (const msgq::orders::Event& event : order.events) {
    moment += event.task == "2" && !event.result.empty() && !event.call.empty();
    if (msgq::judge::is_call(event) && msgq::orders::is_by("1", event.task))
      found.push_back(moment);
  }
  return found;
}

// Is this true of a moment from the first to the last? "", or what is wrong.
inline std::string is_true(const Call& call, const std::vector<int>& truth, int first, int last) {
  if (!call.outcome.returned()) return "it " + in_words(call);
  std::string all;
  for (int i = first; i <= last; ++i) {
    const int now = truth[static_cast<std::size_t>(i)];
    if (call.percent == now) return "";
    all += (all.empty() ? "" : ", then ") + percents(now);
  }
  return "it said " + percents(call.percent) + ", while it was " + all;
}

// What the answer says in every order of its calls and these changes, when it is asked so often in
// one process; and how often it asks the kernel at most.
inline msgq::orders::Tally tell(const Story& story, int times = 1, int* most_looks = nullptr) {
  const Answer<Scene> answer;
  const std::vector<int> truth = truths(story);
  const auto both = [&] {
    Scene scene;
    const Queue queue = begin(story);
    const msgq::Settings settings = queue.status().settings;
    for (int i = 0; i < times; ++i) scene.calls[scene.count++].msqid = queue.id();
    answer.begin(scene);
    msgq::Child one{[&] { return answer.play(); }};
    msgq::Child other{[&] { go_on(story, queue, settings); }};
    return one.wait() + other.wait();
  };
  return msgq::judge::every_order(
      both,
      [&](const msgq::orders::Order& order) -> std::string {
        const std::vector<int> all = looks(order);
        if (most_looks != nullptr)
          *most_looks = std::max(*most_looks, static_cast<int>(all.size()));
        // Each time it looks equally often: see step 5.
        const std::size_t each = all.size() / static_cast<std::size_t>(times);
        if (each == 0) return "it did not ask the kernel, each time anew";
        for (int i = 0; i < times; ++i) {
          const std::size_t begin = static_cast<std::size_t>(i) * each;
          std::string wrong = is_true(answer->calls[i], truth, all[begin], all[begin + each - 1]);
          if (!wrong.empty()) return wrong;
        }
        return "";
      },
      bounds());
}

}  // namespace stage
