#include "common/orders/director.h"

#include <sys/msg.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <queue>
#include <set>
#include <sstream>
#include <stdexcept>
#include <tuple>

#include "common/calls.h"
#include "common/orders/choice.h"

namespace msgq::orders {
namespace {

constexpr int most_idle = 2;

// The choices of a run up to some step, and what need not be tried after them, because another run
// comes to the same.
struct Prefix {
  std::vector<Choice> choices;
  std::vector<Choice> asleep;
  int faults = 0;
  int preemptions = 0;
};

struct ComesLater {
  bool operator()(const Prefix& one, const Prefix& other) const {
    const auto cost = [](const Prefix& prefix) {
      return std::tuple{prefix.faults, prefix.preemptions, prefix.choices.size()};
    };
    return cost(one) > cost(other);
  }
};

// A run did not meet the choices that it was to take.
struct OtherChoices : std::runtime_error {
  using runtime_error::runtime_error;
};

struct Used {
  int deaths = 0, errnos = 0, signals = 0, preemptions = 0;

  void count(const Choice& choice) {
    deaths += choice.kind == Choice::Kind::kill;
    errnos += choice.kind == Choice::Kind::answer;
    signals += choice.kind == Choice::Kind::signal;
  }
  int faults() const { return deaths + errnos + signals; }
};

// The msqids that there are; proc(5), /proc/sysvipc/msg.
std::set<int> queues_of_namespace() {
  std::set<int> found;
  std::ifstream table{"/proc/sysvipc/msg"};
  std::string key, rest;
  std::getline(table, rest);  // the heading
  for (int msqid = 0; table >> key >> msqid && std::getline(table, rest);) found.insert(msqid);
  return found;
}

class Run {
 public:
  Run(const std::function<int()>& program, const Bounds& bounds, const Prefix& prefix,
      std::vector<Prefix>* others)
      : bounds_{bounds}, prefix_{prefix}, others_{others} {
    subject_.emplace(program, watched(bounds));
  }

  // Removes what the run has left.
  ~Run() {
    subject_to_rest();
    for (const int msqid : left_) calls::msgctl(msqid, IPC_RMID, nullptr);
  }

  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  bool is_bounded() const { return is_bounded_; }

  // False if another run comes to the same. Throws OtherChoices.
  bool go_on_to_the_end(Order& order) {
    for (;;) {
      switch (subject_->wait_until_quiet(bounds_.seconds)) {
        case Subject::Rest::ended:
          return end(order, Ending::exited);
        case Subject::Rest::asleep:
          // Nobody can go on, but a death or a signal may still change that.
          if (taken_.size() < prefix_.choices.size()) {
            step();
            break;
          }
          offer(possible());
          return end(order, Ending::stuck);
        case Subject::Rest::endless:
          return end(order, Ending::endless);
        case Subject::Rest::standing:
          note_what_came_of_it();
          if (static_cast<int>(taken_.size()) >= bounds_.steps) return end(order, Ending::endless);
          if (!step()) return false;
          break;
      }
    }
  }

 private:
  static std::vector<int> watched(const Bounds& bounds) {
    if (!bounds.calls.empty()) return bounds.calls;
    return {SYS_msgget, SYS_msgsnd, SYS_msgrcv, SYS_msgctl};
  }

  // Has asked in vain, or napped, often enough while nobody else has gone on.
  bool is_idle(const std::string& name) const {
    const auto found = idle_.find(name);
    return found != idle_.end() && found->second >= most_idle;
  }

  void note_what_came_of_it() {
    if (taken_.empty() || taken_.back().is_fault()) return;
    const Choice& last = taken_.back();
    const Task& task = subject_->tasks().at(last.task);
    const bool was_in_vain = last.call.is_nap() || task.result == -ENOMSG || task.result == -EAGAIN;
    const int before = idle_[last.task];
    idle_.clear();
    idle_[last.task] = was_in_vain ? before + 1 : 0;
  }

  // What may happen now, the most usual first: the same process goes on.
  std::vector<Choice> possible() const {
    std::vector<Choice> found, idle;
    for (const auto& [name, task] : subject_->tasks()) {
      if (task.state != Task::State::standing) continue;
      Choice go{name, Choice::Kind::go, 0, task.call};
      auto& list = is_idle(name) ? idle : found;
      list.insert(name == last_ ? list.begin() : list.end(), go);
    }
    if (found.empty()) found = idle;
    for (const auto& [name, task] : subject_->tasks()) {
      if (task.state == Task::State::ended) continue;
      const bool stands = task.state == Task::State::standing;
      if (used_.errnos < bounds_.errnos && stands) {
        for (const int error : errnos_of(task)) {
          found.push_back({name, Choice::Kind::answer, error, task.call});
        }
      }
      if (used_.signals < bounds_.signals && (stands || task.is_in_call)) {
        found.push_back({name, Choice::Kind::signal, bounds_.signal, task.call});
      }
      if (used_.deaths < bounds_.deaths && name != "0" && !task.is_thread) {
        found.push_back({name, Choice::Kind::kill, 0, task.call});
      }
    }
    return found;
  }

  std::vector<int> errnos_of(const Task& task) const {
    if (bounds_.errnos_of) return bounds_.errnos_of(task);
    return task.call.may_sleep() ? std::vector<int>{EINTR} : std::vector<int>{};
  }

  bool preempts(const Choice& choice, const std::vector<Choice>& all) const {
    return !choice.is_fault() && !all.empty() && all.front().task == last_ &&
           !all.front().is_fault() && choice.task != last_;
  }

  // Each of these is another order.
  void offer(const std::vector<Choice>& choices) {
    if (others_ == nullptr) return;
    for (const Choice& choice : choices) {
      Prefix other{taken_, {}, used_.faults() + choice.is_fault(), used_.preemptions};
      other.choices.push_back(choice);
      others_->push_back(std::move(other));
    }
  }

  // False if whatever could happen now comes to the same as something that is tried elsewhere.
  bool step() {
    const std::vector<Choice> all = possible();
    const std::size_t depth = taken_.size();
    if (depth < prefix_.choices.size()) {
      const auto found = std::find(all.begin(), all.end(), prefix_.choices[depth]);
      if (found == all.end()) {
        throw OtherChoices{"at step " + std::to_string(depth + 1) + " there is no " +
                           name_of(prefix_.choices[depth])};
      }
      used_.preemptions += preempts(*found, all);
      take(*found);
      if (taken_.size() == prefix_.choices.size()) asleep_ = prefix_.asleep;
      return true;
    }
    std::optional<Choice> first;
    std::vector<Choice> tried = asleep_;
    for (const Choice& choice : all) {
      if (std::find(asleep_.begin(), asleep_.end(), choice) != asleep_.end()) continue;
      const int preemptions = used_.preemptions + preempts(choice, all);
      if (preemptions > bounds_.preemptions) {
        is_bounded_ = true;
        continue;
      }
      std::vector<Choice> still_asleep;
      for (const Choice& other : tried) {
        if (is_reducible() && independent(other, choice)) still_asleep.push_back(other);
      }
      if (!first) {
        first = choice;
        next_asleep_ = still_asleep;
      } else if (others_ != nullptr) {
        Prefix other{taken_, still_asleep, used_.faults() + choice.is_fault(), preemptions};
        other.choices.push_back(choice);
        others_->push_back(std::move(other));
      }
      tried.push_back(choice);
    }
    if (!first) return false;
    used_.preemptions += preempts(*first, all);
    take(*first);
    asleep_ = next_asleep_;
    return true;
  }

  // Where preemptions are bounded, the run that another comes to the same as may be one beyond.
  bool is_reducible() const { return bounds_.preemptions >= Bounds{}.preemptions; }

  void take(const Choice& choice) {
    taken_.push_back(choice);
    used_.count(choice);
    switch (choice.kind) {
      case Choice::Kind::go:
        last_ = choice.task;
        subject_->let_go(choice.task);
        return;
      case Choice::Kind::kill:
        subject_->kill(choice.task);
        return;
      case Choice::Kind::answer:
        last_ = choice.task;
        subject_->answer(choice.task, choice.number);
        return;
      case Choice::Kind::signal:
        subject_->signal(choice.task, choice.number);
        return;
    }
  }

  bool end(Order& order, Ending ending) {
    for (const Choice& choice : taken_) {
      order.name += (order.name.empty() ? "" : " ") + name_of(choice);
    }
    order.ending = ending;
    order.status = subject_->status();
    order.events = subject_->events();
    order.faults = used_.faults();
    order.preemptions = used_.preemptions;
    subject_to_rest();
    order.left = left_;
    return true;
  }

  // Kills what still lives of it, and looks what it has left.
  void subject_to_rest() {
    if (!subject_) return;
    const QueueNames made = subject_->queues();
    subject_.reset();
    const std::set<int> now = queues_of_namespace();
    for (const auto& [msqid, name] : made) {
      if (!queues_before_.contains(msqid) && now.contains(msqid)) left_.push_back(msqid);
    }
  }

  const Bounds& bounds_;
  const Prefix& prefix_;
  std::vector<Prefix>* others_;
  std::optional<Subject> subject_;
  std::vector<int> left_;
  std::vector<Choice> taken_;
  std::vector<Choice> asleep_;
  std::vector<Choice> next_asleep_;
  std::string last_ = "0";
  std::map<std::string, int> idle_;
  const std::set<int> queues_before_ = queues_of_namespace();
  Used used_;
  bool is_bounded_ = false;
};

std::string verdict_on(const Order& order, const Judge& judge) {
  std::string verdict = judge(order);
  if (order.ending == Ending::stuck) return "stuck: everybody sleeps, and nobody can wake anybody";
  if (order.ending == Ending::endless) return "endless: it does not stop";
  return verdict;
}

bool is_simpler(const Order& one, const Order& other) {
  const auto cost = [](const Order& order) {
    return std::tuple{order.faults, order.preemptions, order.events.size()};
  };
  return cost(one) < cost(other);
}

}  // namespace

bool is_by(const std::string& process, const std::string& task) {
  if (process == "0") return task == process || task.starts_with('t');
  return task == process || task.starts_with(process + '.');
}

std::string errno_given_to(const std::string& process, const Order& order) {
  for (const Event& event : order.events) {
    if (event.kind == Event::Kind::answered && is_by(process, event.task)) return event.result;
  }
  return "";
}

std::string exits_with_0(const Order& order) {
  return order.status == 0 ? "" : "the program ends with status " + std::to_string(order.status);
}

Tally every_order(const std::function<int()>& program, const Judge& judge, const Bounds& bounds) {
  using Clock = std::chrono::steady_clock;
  Tally tally;
  std::vector<double> milliseconds;
  std::priority_queue<Prefix, std::vector<Prefix>, ComesLater> to_try;
  to_try.push({});
  while (!to_try.empty()) {
    if (tally.orders >= bounds.runs) {
      tally.bound = "more than " + std::to_string(bounds.runs) + " orders";
      break;
    }
    const Prefix prefix = to_try.top();
    to_try.pop();
    std::vector<Prefix> others;
    Order order;
    const auto start = Clock::now();
    Run run{program, bounds, prefix, &others};
    bool is_new = false;
    try {
      is_new = run.go_on_to_the_end(order);
    } catch (const OtherChoices& error) {
      throw std::runtime_error{std::string{"a replay met other choices than before ("} +
                               error.what() + "): something outside of the program decides"};
    }
    for (Prefix& other : others) to_try.push(std::move(other));
    if (run.is_bounded()) {
      tally.bound = "more than " + std::to_string(bounds.preemptions) + " preemptions";
    }
    if (!is_new) continue;
    milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    order.verdict = verdict_on(order, judge);
    ++tally.orders;
    tally.stuck += order.ending == Ending::stuck;
    tally.endless += order.ending == Ending::endless;
    if (order.verdict.empty()) continue;
    ++tally.bad;
    ++tally.verdicts[order.verdict];
    if (!tally.first_bad || is_simpler(order, *tally.first_bad)) tally.first_bad = order;
    if (order.ending == Ending::endless) {  // as bad as it can be, and each takes its time
      tally.bound = "an order that does not end";
      break;
    }
  }
  if (!milliseconds.empty()) {
    const auto middle = milliseconds.begin() + static_cast<long>(milliseconds.size() / 2);
    std::nth_element(milliseconds.begin(), middle, milliseconds.end());
    tally.milliseconds = *middle;
  }
  return tally;
}

Order replay(const std::function<int()>& program, const std::string& name, const Judge& judge,
             const Bounds& bounds) {
  Prefix prefix;
  Bounds enough = bounds;
  std::istringstream words{name};
  for (std::string word; words >> word;) {
    prefix.choices.push_back(choice_of(word));
    enough.deaths += prefix.choices.back().kind == Choice::Kind::kill;
    if (prefix.choices.back().kind == Choice::Kind::signal) {
      ++enough.signals;
      enough.signal = prefix.choices.back().number;
    }
    enough.errnos += prefix.choices.back().kind == Choice::Kind::answer;
  }
  enough.errnos_of = [&prefix](const Task&) {
    std::vector<int> errnos;
    for (const Choice& choice : prefix.choices) {
      if (choice.kind == Choice::Kind::answer) errnos.push_back(choice.number);
    }
    return errnos;
  };
  Order order;
  Run run{program, enough, prefix, nullptr};
  try {
    run.go_on_to_the_end(order);
  } catch (const OtherChoices& error) {
    throw std::invalid_argument{"there is no such order: " + name + ": " + error.what()};
  }
  order.verdict = verdict_on(order, judge);
  return order;
}

}  // namespace msgq::orders
