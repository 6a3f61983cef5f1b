// What the steps of exercise 6 stand on.
#pragma once

#include <sys/syscall.h>
#include <sys/types.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/judge/answer.h"
#include "common/judge/neighbours.h"
#include "common/judge/trial.h"
#include "common/orders/columns.h"
#include "common/queue.h"
#include "lessons/06_fork_communication/scene.h"

namespace stage {

using msgq::orders::Bounds;
using msgq::orders::Event;
using msgq::orders::Order;
using msgq::orders::Tally;

// A call with so many workers, whose answers are like no other numbers here.
inline Call call_with(int workers) {
  Call call;
  call.workers = workers;
  for (int i = 0; i < workers; ++i) call.worker[i].answer = 100 + 7 * i;
  return call;
}

// The same, with these answers.
inline Call call_with_answers(const std::vector<int>& answers) {
  Call call = call_with(static_cast<int>(answers.size()));
  for (std::size_t i = 0; i < answers.size(); ++i) call.worker[i].answer = answers[i];
  return call;
}

// The same, whose workers end with these statuses, or minus a signal.
inline Call call_with_ends(const std::vector<int>& statuses) {
  Call call = call_with(static_cast<int>(statuses.size()));
  for (std::size_t i = 0; i < statuses.size(); ++i) call.worker[i].status = statuses[i];
  return call;
}

// The same, all generated: so many calls, each with a few workers.
inline std::vector<Call> generated_calls(std::size_t count) {
  std::mt19937 numbers{6};  // the same each time
  std::vector<Call> calls;
  while (calls.size() < count) {
    Call call = call_with(static_cast<int>(numbers() % 5));
    for (int i = 0; i < call.workers; ++i) {
      call.worker[i].answer = static_cast<int>(numbers());
      const int status = static_cast<int>(numbers() % 256);
      const int signal = 1 + static_cast<int>(numbers() % 15);  // all of these kill
      call.worker[i].status = std::vector{0, status, -signal}[numbers() % 3];
    }
    calls.push_back(call);
  }
  return calls;
}

// What is wrong with the answers; "" for nothing.
inline std::string wrong_answer(const Call& call) {
  if (call.outcome.kind != msgq::actor::Outcome::Kind::returned) {
    return "it " + msgq::actor::in_words(call.outcome);
  }
  for (int i = 0; i < call.workers; ++i) {
    const int said = call.answers[i], right = call.worker[i].answer;
    if (said == right) continue;
    return "answers[" + std::to_string(i) + "] is " +
           (said == Call::untouched ? "as it was" : std::to_string(said)) + ", right is " +
           std::to_string(right);
  }
  return "";
}

// The same for what it returns, if it does.
inline std::string wrong_count(const Call& call) {
  const auto is_bad = [](const Worker& worker) { return worker.status != 0; };
  const auto failed = std::count_if(call.worker, call.worker + call.workers, is_bad);
  if (call.outcome.kind != msgq::actor::Outcome::Kind::returned || call.failed == failed) return "";
  return "it says that " + std::to_string(call.failed) + " failed, right is " +
         std::to_string(failed);
}

// The same for both.
inline std::string mistake(const Call& call) {
  const std::string wrong = wrong_answer(call);
  return wrong.empty() ? wrong_count(call) : wrong;
}

// Whether a child was left, or has ended and nobody has waited for it.
inline bool has_left_a_child(const Call& call) {
  return std::string{call.outcome.changed}.find("a child process") != std::string::npos;
}

// The errno that it threw; "" if it did not.
inline std::string threw(const Call& call) {
  if (call.outcome.kind != msgq::actor::Outcome::Kind::threw_errno) return "";
  return msgq::orders::name_of_errno(call.outcome.error);
}

// What was written beside the answers of the workers that there are.
inline std::string what_is_harmed(const Call& call) {
  const auto is_harmed = [](int value) { return value != Call::untouched; };
  if (std::any_of(call.before, std::end(call.before), is_harmed)) return "before answers[0]";
  const int* const end = call.answers + call.workers;
  if (std::any_of(end, std::end(call.answers), is_harmed) ||
      std::any_of(call.behind, std::end(call.behind), is_harmed)) {
    return "behind the last answer";
  }
  return "";
}

// What became of the queue of this call; "" if it is there and empty.
inline std::string state_of_queue(const Order& order, const Call& call) {
  if (std::count(order.left.begin(), order.left.end(), call.msqid) == 0) return "it is gone";
  const msgq::Status now = msgq::Queue::from_id(call.msqid).status();
  const msgq::Settings usual = msgq::judge::neighbours()[0].status().settings;
  if (now.settings.max_bytes != usual.max_bytes) return "it has another capacity";
  if (now.settings.mode != usual.mode) return "it has another mode";
  return now.messages == 0 ? "" : std::to_string(now.messages) + " left in it";
}

// A thread's calls are those of its process. The program is the parent, "0".
inline std::string process_of(const std::string& task) {
  return task.starts_with('t') ? "0" : task.substr(0, task.find(".t"));
}

inline std::string name_of(const std::string& process) {
  return process == "0" ? "the parent" : "child " + process;
}

// What an order shows of who sent and received.
struct Traffic {
  std::map<std::string, int> sent, received, in_vain;  // by each process
  bool parent_got_a_question = false;                  // when nobody had answered yet
  std::string last_call_of_parent;                     // in which it sleeps
  bool parent_has_ended = false;
};

inline Traffic traffic_in(const Order& order) {
  Traffic traffic;
  int answers = 0;
  for (const Event& event : order.events) {
    const std::string process = process_of(event.task);
    const bool is_parent = process == "0";
    const bool is_called = event.kind == Event::Kind::called;
    const bool is_send = event.call.starts_with("msgsnd A ");
    const bool is_receive = event.call.starts_with("msgrcv A ");
    if (event.kind == Event::Kind::ended) {
      if (!is_parent) traffic.sent[process] += 0;
      traffic.parent_has_ended |= event.task == "0";
    }
    if (!is_called && event.kind != Event::Kind::returned) continue;
    answers += is_called && is_send && !is_parent;
    traffic.sent[process] += is_send && event.result == "0";
    traffic.received[process] += is_receive && event.result.starts_with('[');
    traffic.in_vain[process] += event.result == "ENOMSG" || event.result == "EAGAIN";
    traffic.parent_got_a_question |= is_parent && traffic.received["0"] > answers;
    if (is_parent) traffic.last_call_of_parent = event.result.empty() ? event.call : "";
  }
  return traffic;
}

// "msgsnd", "msgrcv", or "wait": in what the parent sleeps for ever, in the simplest order in which
// that happens; "end", if it has ended, and a child sleeps for ever; "" if nobody does.
inline std::string where_it_is_stuck(const Tally& tally) {
  if (tally.stuck == 0 || !tally.first_bad) return "";
  const Traffic traffic = traffic_in(*tally.first_bad);
  if (traffic.parent_has_ended) return "end";
  const std::string call = traffic.last_call_of_parent;
  return call.empty() ? "wait" : call.substr(0, call.find(' '));
}

// Whoever lets time pass, or asks again and again; "" for nobody. Some have a look now and then, at
// what is there already, and that is all right.
inline std::string who_does_not_sleep(const Order& order, int workers) {
  for (const Event& event : order.events) {
    if (event.call.starts_with("nap")) return name_of(process_of(event.task)) + " naps";
  }
  for (const auto& [process, count] : traffic_in(order).in_vain) {
    if (count <= workers + 1) continue;
    return name_of(process) + " asks in vain " + std::to_string(count) + " times";
  }
  return "";
}

// How a question did not go through the queue to a child of its own, and the answer back.
inline std::string detour(const Order& order, const Scene& scene) {
  const Call& call = scene.calls[0];
  if (call.strange > 0) return "a worker works on a question that is none";
  std::set<pid_t> pids;
  for (int i = 0; i < call.workers; ++i) {
    const Worker& worker = call.worker[i];
    const std::string question = "question " + std::to_string(i);
    if (worker.times_at_work != 1) {
      return question + " is worked on " + std::to_string(worker.times_at_work) + " times";
    }
    pids.insert(worker.pid);
    if (worker.parent != scene.caller) return question + " is worked on by no child of the caller";
  }
  if (static_cast<int>(pids.size()) != call.workers) return "one worker has several questions";
  const Traffic traffic = traffic_in(order);
  if (static_cast<int>(traffic.sent.size()) != call.workers + 1) return "there are more children";
  for (const auto& [process, count] : traffic.sent) {
    if (count == 0) return name_of(process) + " sends nothing through the queue";
    const auto received = traffic.received.find(process);
    if (received == traffic.received.end() || received->second == 0) {
      return name_of(process) + " receives nothing from the queue";
    }
  }
  return "";
}

// What was found in one order or other: the first time, with that order.
class Found {
 public:
  void note(const std::string& words, const Order& order) {
    if (words.empty() || !words_.empty()) return;
    words_ = words;
    drawn_ = msgq::orders::in_columns(order);
  }
  std::string words() const { return words_.empty() ? "nothing" : words_; }
  const std::string& drawn() const { return drawn_; }

 private:
  std::string words_, drawn_;
};

// One scene, which can be tried in every order.
class Play {
 public:
  using Judge = std::function<std::string(const Order&, const Scene&)>;

  explicit Play(const std::vector<Call>& calls) {
    scene_.count = static_cast<int>(calls.size());
    std::copy(calls.begin(), calls.end(), scene_.calls);
  }

  // `judge` is asked of each order that comes to an end.
  Tally in_every_order(const Judge& judge, const Bounds& bounds) const {
    const auto program = [this] {
      answer_.begin({});
      Scene scene = scene_;
      const auto first = msgq::Queue::create(msgq::ipc_private);
      const auto second = scene.count > 1 ? msgq::Queue::create(msgq::ipc_private) : first;
      for (int i = 0; i < scene.count; ++i) {
        scene.calls[i].msqid = i % 2 == 0 ? first.id() : second.id();
      }
      answer_.begin(scene);
      return answer_.play();
    };
    const auto judge_all = [&](const Order& order) -> std::string {
      if (order.status != 0) return "the parent ends with status " + std::to_string(order.status);
      return judge(order, *answer_);
    };
    Bounds with_errnos = bounds;
    with_errnos.errnos_of = [this](const msgq::orders::Task& task) { return errnos_of(task); };
    return msgq::judge::every_order(program, judge_all, with_errnos);
  }

 private:
  // A call of the parent's own may fail, but for those with which the scene is set, and it is told
  // nothing that cannot be: that a message is not there, which is there.
  std::vector<int> errnos_of(const msgq::orders::Task& task) const {
    std::vector<int> errnos;
    if (answer_->caller == 0) return errnos;
    for (const int error : msgq::judge::every_errno_for("0")(task)) {
      if (error != EAGAIN && error != ENOMSG) errnos.push_back(error);
    }
    return errnos;
  }

  const msgq::judge::Answer<Scene> answer_;
  Scene scene_;
};

// All that a right answer needs, and not so much that a wrong one takes long.
inline Bounds bounds() { return {.runs = 150, .steps = 60, .seconds = 1}; }

// Three workers have thousands of orders. Those in which nobody is left standing who could go on,
// or only once, show all that two or more can do to each other here: that is a worker who has his
// question, and answers when others have.
inline Bounds bounds(int preemptions, int runs) {
  return {.runs = runs, .steps = 100, .preemptions = preemptions, .seconds = 1};
}

// The same, without what the scene itself calls at work and to clean up.
inline Bounds bounds_without_msgctl(int preemptions, int runs) {
  Bounds all = bounds(preemptions, runs);
  all.calls = {SYS_msgget, SYS_msgsnd, SYS_msgrcv};
  return all;
}

// How many bytes of a queue one answer takes, however it is packed: it is there when its worker
// cleans up, in an order in which the parent is late. Every answer is as long as this one.
inline int size_of_an_answer(Tally& tally) {
  constexpr int usual = 16;
  Call call = call_with(1);
  call.lingers = true;
  int size = 0;
  tally = Play{{call}}.in_every_order(
      [&size](const Order&, const Scene& scene) {
        size = std::max(size, scene.calls[0].bytes_at_last);
        return "";
      },
      bounds_without_msgctl(1, 30));
  return size > 0 ? size : usual;
}

inline Call narrow_call_with(int workers, int size_of_an_answer) {
  Call call = call_with(workers);
  for (Worker& worker : call.worker) worker.answer = call.worker[0].answer;
  call.capacity = size_of_an_answer;
  return call;
}

}  // namespace stage
