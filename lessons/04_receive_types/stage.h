// What the steps of exercise 4 stand on: jobs, and a plain model of a queue and of a drain.
#pragma once

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <functional>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "common/child.h"
#include "common/error_of.h"
#include "common/escape.h"
#include "common/judge/answer.h"
#include "common/judge/trial.h"
#include "common/queue.h"
#include "lessons/04_receive_types/scene.h"

namespace stage {

using msgq::Queue;
using msgq::orders::Event;
using msgq::orders::Order;

// A job, as the model has it.
struct Item {
  long type;
  std::string text;
};
using Items = std::vector<Item>;

// [1 "d"] [2 "c"]; "nothing" if there are none.
inline std::string in_words(const Items& items) {
  std::string words;
  for (const Item& item : items) {
    char text[512];
    msgq::escape(text, sizeof text, item.text.data(), item.text.size(), item.text.size());
    words += (words.empty() ? "[" : " [") + std::to_string(item.type) + ' ' + text + ']';
  }
  return words.empty() ? "nothing" : words;
}

// The plain model: a queue is a list, the oldest job in front.
class Drain {
 public:
  Drain(long least_urgent, int patience) : least_urgent_{least_urgent}, patience_{patience} {}

  // The place of the job that must be handled now, -1 for none.
  int due(const Items& queue) const {
    if (in_a_row_ == patience_) return queue.empty() ? -1 : 0;
    int found = -1;
    for (int i = 0; i < static_cast<int>(queue.size()); ++i) {
      const long type = queue[i].type;
      if (type <= least_urgent_ && (found == -1 || type < queue[found].type)) found = i;
    }
    return found;
  }

  void took() { in_a_row_ = in_a_row_ == patience_ ? 0 : in_a_row_ + 1; }

  std::string turn() const {
    return in_a_row_ == patience_ ? "the turn of the oldest" : "the turn of the most urgent";
  }

 private:
  long least_urgent_;
  int patience_;
  int in_a_row_ = 0;
};

inline void put(Letter& letter, const Item& item) {
  letter.type = item.type;
  letter.size = static_cast<int>(item.text.size());
  std::memcpy(letter.bytes, item.text.data(), std::min(item.text.size(), sizeof letter.bytes));
}

inline Item item_of(const Letter& letter) {
  const auto most = static_cast<int>(sizeof letter.bytes);
  Item item{letter.type,
            {letter.bytes, static_cast<std::size_t>(std::clamp(letter.size, 0, most))}};
  if (letter.size > most) item.text += "... of " + std::to_string(letter.size) + " bytes";
  return item;
}

inline Deed sends(int at, const Item& more) {
  Deed deed{Deed::Kind::send, at, {}, 0};
  put(deed.more, more);
  return deed;
}

inline Deed does(Deed::Kind kind, int at, int number = 0) { return {kind, at, {}, number}; }

// A queue, what waits in it, and how it is drained.
struct Case {
  Items waiting;
  long least_urgent = 1;
  int patience = 1000;
  std::vector<Deed> deeds{};
  int queue = -1;  // of which other case; -1: it has its own
};

// What is made of it, by the answer or by the model.
struct Drained {
  Items handled;
  std::string outcome;  // "returned 3", "threw EINVAL"
  Items left;           // in its own queue
};

// What the model makes of the case of that number, and of those that are drained within it.
inline void drain_by_model(const std::vector<Case>& cases, int number, std::vector<Drained>& all) {
  const Case& scene = cases[number];
  Drained& drained = all[number];
  Items& queue = all[scene.queue == -1 ? number : scene.queue].left;
  Drain drain{scene.least_urgent, scene.patience};
  int place = 0;
  for (int due = 0; (due = drain.due(queue)) != -1; ++place) {
    if (queue[due].text.size() > sizeof Letter{}.bytes) {
      drained.outcome = "threw E2BIG";
      return;
    }
    drained.handled.push_back(queue[due]);
    queue.erase(queue.begin() + due);
    drain.took();
    for (const Deed& deed : scene.deeds) {
      if (deed.at != place) continue;
      if (deed.kind == Deed::Kind::send) queue.push_back(item_of(deed.more));
      if (deed.kind == Deed::Kind::drain_another) drain_by_model(cases, deed.number, all);
      if (deed.kind == Deed::Kind::remove_queue) drained.outcome = "threw EINVAL";
      if (deed.kind == Deed::Kind::throw_errno) {
        drained.outcome = "threw " + std::string{strerrorname_np(deed.number)};
      }
      if (deed.kind == Deed::Kind::throw_runtime_error) {
        drained.outcome = "threw std::runtime_error";
      }
      if (deed.kind == Deed::Kind::throw_int) drained.outcome = "threw something else";
      if (!drained.outcome.empty()) return;
    }
  }
  drained.outcome = "returned " + std::to_string(place);
}

// What it makes of the first `count` and those within them.
inline std::vector<Drained> expected(const std::vector<Case>& cases, std::size_t count) {
  std::vector<Drained> all;
  for (const Case& scene : cases) all.push_back({{}, "", scene.waiting});
  for (std::size_t i = 0; i < count; ++i) drain_by_model(cases, static_cast<int>(i), all);
  return all;
}

inline Drained expected(const Case& scene) { return expected(std::vector{scene}, 1)[0]; }

// Empties the queue.
inline Items take_all(int msqid) {
  Items items;
  (void)msgq::error_of([&] {
    for (msgq::Text<200> job; Queue::from_id(msqid).try_receive(job);) {
      items.push_back({job.type, job.as<std::string>()});
    }
  });
  return items;
}

// What `handle` got in this call of the scene.
inline Items handled_in(const Scene& scene, int call) {
  Items items;
  for (int i = 0; i < std::clamp(scene.handled, 0, most_handled); ++i) {
    if (scene.jobs[i].call == call) items.push_back(item_of(scene.jobs[i].job));
  }
  return items;
}

inline std::string outcome_of(const Call& call) {
  return call.outcome.returned() ? "returned " + std::to_string(call.result)
                                 : msgq::actor::in_words(call.outcome);
}

inline Drained drained_by(const Scene& scene, int call, const Order& order) {
  const Call& one = scene.calls[call];
  return {
      handled_in(scene, call),
      one.outcome.returned() ? outcome_of(one) : msgq::judge::what_came_of(one.outcome, "1", order),
      take_all(one.msqid)};
}

// Before and after, for people.
inline std::string picture(const Case& scene, const Drained& drained) {
  const auto briefly = [](const Items& items) {
    return items.size() < 30 ? in_words(items) : std::to_string(items.size()) + " jobs";
  };
  return "least_urgent is " + std::to_string(scene.least_urgent) + ", patience is " +
         std::to_string(scene.patience) + "\n          before   " + briefly(scene.waiting) +
         "\n          handled  " + briefly(drained.handled) + "\n          after    " +
         briefly(drained.left);
}

inline Call call_of(const Case& scene) {
  Call call;
  call.least_urgent = scene.least_urgent;
  call.patience = scene.patience;
  std::copy(scene.deeds.begin(), scene.deeds.end(), call.deeds);
  return call;
}

// A new queue in which these wait.
inline Queue queue_of(const Items& items) {
  const Queue queue = Queue::create(msgq::ipc_private);
  for (const Item& item : items) queue.send(msgq::Text<200>{item.type, item.text});
  return queue;
}

// A job out of the words of an event: [2 "c"].
inline bool reads(const std::string& words, Item& item) {
  const std::size_t begin = words.find('[');
  if (begin == words.npos) return false;
  char text[32] = "";
  if (std::sscanf(&words[begin], "[%ld \"%31[^\"]\"", &item.type, text) != 2) return false;
  item.text = text;
  return true;
}

inline bool is_receive(const Event& event) {
  return event.call.starts_with("msgrcv") && !event.call.ends_with("COPY");
}

// Goes through the events of a run, with a model of the queue beside it, and says what the answer
// has done otherwise than the model; "" for nothing. All texts are different, short, and not empty.
inline std::string compared(const Order& order, Drain drain) {
  Items queue;
  std::string overlooked = "it did not even look";  // when it last looked
  for (const Event& event : order.events) {
    if (event.kind != Event::Kind::called && event.kind != Event::Kind::returned) continue;
    Item item;
    if (event.call.starts_with("msgsnd")) {
      if (event.result == "0" && reads(event.call, item)) queue.push_back(item);
      continue;
    }
    const int due = drain.due(queue);
    const std::string waited = due == -1 ? "nothing" : in_words({queue[due]});
    if (is_receive(event) && reads(event.result, item)) {
      const auto found = std::find_if(queue.begin(), queue.end(),
                                      [&](const Item& one) { return one.text == item.text; });
      if (found == queue.end()) return "it received what nobody sent";
      if (msgq::orders::is_by("1", event.task)) {
        if (due == -1 || found != queue.begin() + due) {
          return "it took " + in_words({item}) + " at " + drain.turn() + ", for which " + waited +
                 " waited";
        }
        drain.took();
        overlooked = "it did not look again after " + in_words({item});
      }
      queue.erase(found);
    } else if (msgq::orders::is_by("1", event.task)) {
      overlooked =
          due == -1 ? "" : "it ended at " + drain.turn() + ", for which " + waited + " waited";
    }
  }
  return overlooked;
}

// What the first child and its threads received, as the events tell.
inline Items received(const Order& order) {
  Items items;
  for (const Event& event : order.events) {
    Item item;
    if (msgq::orders::is_by("1", event.task) && is_receive(event) && reads(event.result, item)) {
      items.push_back(item);
    }
  }
  return items;
}

// All that a right answer needs, and not so much that a wrong one takes long.
inline msgq::orders::Bounds bounds(int steps = 60) {
  return {.runs = 1000, .steps = steps, .seconds = 1};
}

using Answer = msgq::judge::Answer<Scene>;

// What one process makes of these cases, one after the other; `trouble` says what else was wrong,
// such as "stuck". Those beyond the first `count` are for a deed that drains another.
struct Tried {
  std::vector<Drained> drained;
  std::string trouble;
  std::string naps = "no nap";
  int looks = 0;  // calls that receive, or ask for the status
};

inline Tried tried(const std::vector<Case>& cases, std::size_t count) {
  const Answer answer;
  Tried tried;
  const auto tally = msgq::judge::every_order(
      [&] {
        Scene scene;
        scene.count = static_cast<int>(count);
        for (std::size_t i = 0; i < cases.size(); ++i) {
          Call& call = scene.calls[i] = call_of(cases[i]);
          const int queue = cases[i].queue;
          call.msqid = queue == -1 ? queue_of(cases[i].waiting).id() : scene.calls[queue].msqid;
        }
        answer.begin(scene);
        return msgq::in_child([&] { return answer.play(); });
      },
      [&](const Order& order) -> std::string {
        tried.drained.clear();
        for (std::size_t i = 0; i < cases.size(); ++i) {
          tried.drained.push_back(drained_by(*answer, static_cast<int>(i), order));
        }
        if (msgq::judge::has_napped("1", order)) tried.naps = "a nap";
        tried.looks = msgq::judge::calls_of("1", order, "msgrcv") +
                      msgq::judge::calls_of("1", order, "msgctl");
        return order.status == 0 ? ""
                                 : "its process ends with status " + std::to_string(order.status);
      },
      bounds(3000));
  tried.trouble = msgq::orders::what_went_wrong(tally);
  tried.drained.resize(cases.size());
  return tried;
}

// The same for a single one.
inline Tried tried(const Case& scene) { return tried(std::vector{scene}, 1); }

// ---- Generated.

using Numbers = std::mt19937;  // the same each time, given its seed

template <class Values>
auto one_of(const Values& values, Numbers& numbers) {
  return values[numbers() % std::size(values)];
}

inline constexpr long far = 1L << 32;  // where an int has forgotten the type

inline Item any_job(Numbers& numbers) {
  constexpr long types[] = {1, 1, 2, 2, 3, 5, far + 1, LONG_MAX};
  constexpr std::size_t sizes[] = {0, 1, 63, 64};
  const bool is_odd = numbers() % 8 == 0;
  std::string text(is_odd ? one_of(sizes, numbers) : numbers() % 3, '\0');
  for (char& byte : text) byte = static_cast<char>(is_odd ? numbers() : 'a' + numbers() % 26);
  if (is_odd && numbers() % 2 == 0 && !text.empty()) text.back() = '\0';
  return {one_of(types, numbers), text};
}

inline Case any_case(Numbers& numbers) {
  constexpr long least_urgent[] = {1, 2, 2, 3, 5, far, far + 1, LONG_MAX};
  constexpr int patience[] = {0, 1, 1, 2, 2, 3, 4, INT_MAX};
  Case scene;
  for (auto i = numbers() % 13; i > 0; --i) scene.waiting.push_back(any_job(numbers));
  scene.least_urgent = one_of(least_urgent, numbers);
  scene.patience = one_of(patience, numbers);
  for (auto i = numbers() % most_deeds; i > 0; --i) {
    scene.deeds.push_back(sends(static_cast<int>(numbers() % 6), any_job(numbers)));
  }
  return scene;
}

// As many as there can be, each within one before it but for the first `count`; some drain the same
// queue as that. Many throw, and some meet a job that is too long.
inline std::vector<Case> any_cases(Numbers& numbers, int count) {
  constexpr Deed::Kind kinds[] = {Deed::Kind::throw_errno, Deed::Kind::throw_runtime_error,
                                  Deed::Kind::throw_int};
  constexpr int errnos[] = {ENOMSG, EINVAL, E2BIG};
  std::vector<Case> cases;
  for (int i = 0; i < most_calls; ++i) {
    Case& scene = cases.emplace_back(any_case(numbers));
    scene.least_urgent = 3;
    scene.patience = 2;
    scene.deeds.clear();
    if (numbers() % 2 == 0) {
      scene.deeds = {
          does(one_of(kinds, numbers), numbers() % 2 == 0 ? 1 : 2, one_of(errnos, numbers))};
    }
    if (numbers() % 4 == 0) scene.waiting.push_back({1, std::string(65, 'x')});
    if (i < count) continue;
    int outer = 0;
    do {
      outer = numbers() % 2 == 0 ? i - 1 : static_cast<int>(numbers() % i);
    } while (cases[outer].deeds.size() == most_deeds);
    cases[outer].deeds.push_back(does(Deed::Kind::drain_another, numbers() % 2 == 0 ? 0 : 1, i));
    if (numbers() % 4 == 0) scene.waiting = {}, scene.queue = outer;
  }
  return cases;
}

}  // namespace stage
