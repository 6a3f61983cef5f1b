// What the steps of exercise 7 stand on.
#pragma once

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <initializer_list>
#include <list>
#include <string>
#include <utility>
#include <vector>

#include "common/child.h"
#include "common/error_of.h"
#include "common/escape.h"
#include "common/judge/answer.h"
#include "common/judge/trial.h"
#include "common/message.h"
#include "common/queue.h"
#include "common/testing/queues.h"
#include "common/testing/rights.h"
#include "lessons/07_removal/scene.h"

namespace stage {

using Job = msgq::Text<64>;  // as exercise.h has it, which is the answer's

// ---- What the answer is to do.

inline Act creates(int owner = 0, msgq::Key key = msgq::ipc_private) {
  Act act;
  act.owner = owner;
  act.key = key.value;
  return act;
}

inline Act act(Act::Kind kind, int owner) {
  Act act;
  act.kind = kind;
  act.owner = owner;
  return act;
}

inline Act destroys(int owner = 0) { return act(Act::Kind::destroy, owner); }
inline Act releases(int owner = 0) { return act(Act::Kind::release, owner); }
inline Act closes(int owner = 0) { return act(Act::Kind::close, owner); }
inline Act meets(int owner = 0) { return act(Act::Kind::meet, owner); }

// Its handle throws when it is called for the nth time: a std::system_error with this errno; for 0,
// what is no exception.
inline Act closes_and_throws(int nth, int error) {
  Act act = closes();
  act.throws_at = nth;
  act.throws_errno = error;
  return act;
}

inline Act in_child(Act act, int depth = 1) {
  act.depth = depth;
  return act;
}

inline Act by_exception(Act act) {
  act.by_exception = true;
  return act;
}

inline Act in_thread(Act act) {
  act.in_thread = true;
  return act;
}

// ---- What others do meanwhile.

// Where the answer's process meets its judge: nothing happens in it until all is prepared.
struct Meeting {
  msgq::Queue queue;
  std::list<msgq::Child> others;  // who go on together with the answer

  void send(std::initializer_list<Job> jobs) const {
    for (const Job& job : jobs) queue.send(job);
  }

  // Another process. Errors of the queue are its own affair.
  template <class Body>
  void also(const Body& body) {
    others.emplace_back([queue = queue, body] { (void)msgq::error_of([&] { body(queue); }); });
  }
};

using Prepare = std::function<void(Meeting&)>;

// All that a right answer needs, and not so much that a wrong one takes long.
inline msgq::orders::Bounds bounds() { return {.runs = 500, .steps = 60, .seconds = 1}; }

inline msgq::orders::Bounds with_errnos() { return msgq::judge::with_each_errno("1", bounds()); }

// Those acts in the answer's process, which is child 1.
class Play {
 public:
  // `prepare` is what others do where it meets them first, `later` where it does so again.
  Play(std::initializer_list<Act> acts, Prepare prepare = {}, Prepare later = {})
      : prepare_{std::move(prepare)}, later_{std::move(later)} {
    for (const Act& act : acts) {
      scene_.acts[scene_.acts_count++] = act;
      meetings_ += act.kind == Act::Kind::meet;
    }
  }

  msgq::orders::Tally in_every_order(const msgq::orders::Judge& judge,
                                     const msgq::orders::Bounds& bounds = stage::bounds()) const {
    return msgq::judge::every_order([this] { return play(); }, judge, bounds);
  }

  const Act& operator[](int i) const { return answer_->acts[i]; }
  const Scene& scene() const { return *answer_; }
  void note(const Seen& seen) const { answer_->seen = seen; }

 private:
  int play() const {
    int to_judge[2], to_answer[2];
    if (pipe(to_judge) == -1 || pipe(to_answer) == -1) return 1;
    Scene scene = scene_;
    scene.gate_out = to_judge[1];
    scene.gate_in = to_answer[0];
    answer_.begin(scene);
    msgq::Child answer{[&] {
      msgq::testing::need_permission_after_exec();
      return answer_.play();
    }};
    close(to_judge[1]);  // so that the end of the answer is seen
    Meeting meeting{msgq::Queue::from_id(-1), {}};
    for (int nth = 0; nth < meetings_; ++nth) {
      int msqid = -1;
      if (read(to_judge[0], &msqid, sizeof msqid) != sizeof msqid) break;  // it has ended
      meeting.queue = msgq::Queue::from_id(msqid);
      const Prepare& act = nth == 0 ? prepare_ : later_;
      if (act) act(meeting);
      if (write(to_answer[1], "!", 1) != 1) return 1;
    }
    const int status = answer.wait();
    if (status == 128 + SIGKILL) {  // nobody else would remove it, and wake those who sleep in it
      (void)msgq::error_of([&] { meeting.queue.remove(); });
    }
    for (msgq::Child& other : meeting.others) other.wait();
    return status;
  }

  Prepare prepare_, later_;
  int meetings_ = 0;
  Scene scene_;
  msgq::judge::Answer<Scene> answer_;
};

// ---- In words.

// What a test says of an act: "returned", "threw EEXIST".
using msgq::actor::in_words;

inline std::string in_words(const Act& act) { return in_words(act.outcome); }

// "the queue", "the queue of the second owner", "another queue"; "no queue".
inline std::string left_in_words(const msgq::orders::Order& order, const Play& play) {
  std::string words;
  for (const int msqid : order.left) {
    std::string one = "another queue";
    for (int i = 0; i < play.scene().acts_count; ++i) {
      const Act& act = play[i];
      if (act.kind != Act::Kind::create || act.msqid != msqid) continue;
      one = act.owner == 0 ? "the queue" : "the second owner's queue";
    }
    words += (words.empty() ? "" : ", ") + one;
  }
  return words.empty() ? "no queue" : words;
}

// What has come of a play that has but one order.
struct Outcome {
  std::string left;
  std::string mode = "no queue";  // of the first that is left
  std::size_t messages = 0;       // in it
  std::size_t capacity = 0;
  int calls_to_remove = 0;  // of all of the answer's processes
  int calls = 0;            // of all kinds
  msgq::orders::Tally tally;
};

inline Outcome come_of(const Play& play) {
  Outcome come;
  come.tally = play.in_every_order([&](const msgq::orders::Order& order) {
    come.left = left_in_words(order, play);
    come.calls = come.calls_to_remove = 0;
    for (const msgq::orders::Event& event : order.events) {
      if (event.task[0] != '1' || event.call.empty()) continue;
      ++come.calls;
      come.calls_to_remove += event.call.ends_with(" RMID");
    }
    if (order.left.empty()) return "";
    (void)msgq::error_of([&] {
      const msgq::Status status = msgq::Queue::from_id(order.left[0]).status();
      char text[16];
      std::snprintf(text, sizeof text, "%04o", status.settings.mode);
      come.mode = text;
      come.messages = status.messages;
      come.capacity = status.settings.max_bytes;
    });
    return "";
  });
  if (come.tally.bad > 0) come.left = come.tally.first_bad->verdict;
  return come;
}

// What came of a scope's end, and of a close(), without anybody else. An answer that never ends
// there is not waited for again and again.
inline std::string first_scope() {
  static const std::string said = [] {
    const Play play{creates(), destroys()};
    come_of(play);
    return in_words(play[1]);
  }();
  return said;
}

inline std::string first_close() {
  static const std::string said = [] {
    const Play play{{creates(), meets(), closes()}, [](Meeting& meeting) {
                      meeting.send({Job{1, "a"}});
                    }};
    come_of(play);
    return in_words(play[2]);
  }();
  return said;
}

// A job as the drawing of an order has it, [1 "a"], but whole.
inline std::string job_in_words(long type, const char* bytes, int size) {
  constexpr std::size_t most = 64;
  char text[6 * most];
  msgq::escape(text, sizeof text, bytes, std::min(most, static_cast<std::size_t>(size)), most);
  return '[' + std::to_string(type) + ' ' + text + ']';
}

inline std::string in_words(const Job& job) {
  return job_in_words(job.type, job.data(), static_cast<int>(job.size()));
}

inline std::string in_words(const Handled& handled) {
  return job_in_words(handled.type, handled.bytes, handled.size);
}

inline std::vector<std::string> handled(const Play& play) {
  std::vector<std::string> all;
  const int count = std::clamp(play.scene().handled_count, 0, most_handled);
  for (int i = 0; i < count; ++i) all.push_back(in_words(play.scene().handled[i]));
  return all;
}

inline std::string in_words(const std::vector<std::string>& jobs) {
  std::string words;
  for (const std::string& job : jobs) words += (words.empty() ? "" : ", ") + job;
  return words.empty() ? "none" : words;
}

// What the kernel took from the judge's processes, and what it gave them, in its order.
struct Traffic {
  std::vector<std::string> sent, received;
};

inline Traffic traffic(const msgq::orders::Order& order) {
  Traffic traffic;
  for (const msgq::orders::Event& event : order.events) {
    using Kind = msgq::orders::Event::Kind;
    if (event.task[0] == '1' || (event.kind != Kind::called && event.kind != Kind::returned)) {
      continue;
    }
    if (event.call.starts_with("msgsnd") && event.result == "0") {
      const std::size_t begin = event.call.find('['), end = event.call.rfind(']');
      traffic.sent.push_back(event.call.substr(begin, end - begin + 1));
    }
    if (event.call.starts_with("msgrcv") && event.result.starts_with("[")) {
      traffic.received.push_back(event.result);
    }
  }
  return traffic;
}

// Was each job that was sent handled or received exactly once, and in the order of the queue? What
// is wrong, or "".
inline std::string what_became_of_the_jobs(const msgq::orders::Order& order, const Play& play) {
  const Traffic all = traffic(order);
  const std::vector<std::string> given = handled(play);
  for (const std::string& job : all.sent) {
    const auto times = std::count(given.begin(), given.end(), job) +
                       std::count(all.received.begin(), all.received.end(), job);
    if (times == 0) return job + " was sent, and is lost";
    if (times > 1) return job + " was sent once, and given out " + std::to_string(times) + " times";
  }
  std::vector<std::string> in_order;
  for (const std::string& job : all.sent) {
    if (std::count(given.begin(), given.end(), job) > 0) in_order.push_back(job);
  }
  if (given != in_order) {
    return "handle was given " + in_words(given) + " instead of " + in_words(in_order);
  }
  return "";
}

// close() has returned, with the right number; the queue is gone, and no job with it.
inline std::string what_close_did(const msgq::orders::Order& order, const Play& play,
                                  const Act& close) {
  if (!close.outcome.returned()) return "close() " + in_words(close);
  const std::string jobs = what_became_of_the_jobs(order, play);
  if (!jobs.empty()) return jobs;
  if (close.count != play.scene().handled_count) {
    return "close() returned " + std::to_string(close.count) + ", and handle was given " +
           std::to_string(play.scene().handled_count);
  }
  return order.left.empty()
             ? ""
             : "close() returned, and " + left_in_words(order, play) + " is still there";
}

// Did a call of the answer, whose words hold these, get this errno from the director?
inline bool was_told(const msgq::orders::Order& order, const std::string& words,
                     const std::string& error) {
  return std::any_of(order.events.begin(), order.events.end(), [&](const auto& event) {
    return event.kind == msgq::orders::Event::Kind::answered && event.result == error &&
           event.call.find(words) != std::string::npos;
  });
}

// Did another process remove the queue, after the answer had found it empty and shut?
inline bool was_removed_late(const msgq::orders::Order& order) {
  bool is_shut = false, is_empty = false;
  for (const msgq::orders::Event& event : order.events) {
    is_shut |= event.task == "1" && event.call.ends_with(" SET") && event.result == "0";
    is_empty |= is_shut && event.task == "1" && event.result == "ENOMSG";
    if (event.task != "1" && event.call.ends_with(" RMID") && event.result == "0") return is_empty;
  }
  return false;
}

// Did another process make a queue, in place of the one that it had removed?
inline bool has_made_a_queue(const msgq::orders::Order& order) {
  return std::any_of(order.events.begin(), order.events.end(), [](const auto& event) {
    return event.task != "1" && event.call.starts_with("msgget") && event.result.size() == 1;
  });
}

// Was this process killed by the director? Then nothing is wanted of it.
inline bool was_killed(const std::string& task, const msgq::orders::Order& order) {
  return std::any_of(order.events.begin(), order.events.end(), [&](const auto& event) {
    return event.kind == msgq::orders::Event::Kind::killed && event.task == task;
  });
}

}  // namespace stage
