// What the steps of exercise 3 stand on.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "common/child.h"
#include "common/error_of.h"
#include "common/escape.h"
#include "common/judge/answer.h"
#include "common/judge/trial.h"
#include "common/orders/columns.h"
#include "common/testing/queues.h"
#include "common/testing/rights.h"
#include "lessons/03_send/exercise.h"
#include "lessons/03_send/scene.h"

namespace stage {

using msgq::Queue;
using msgq::orders::Bounds;
using msgq::orders::Event;
using msgq::orders::Order;
using msgq::orders::Tally;

// All that a right answer needs, and not so much that a wrong one takes long.
inline Bounds bounds() { return {.runs = 300, .steps = 60, .seconds = 0.5}; }

// A message, byte by byte.
struct Item {
  long type;
  std::string body;

  bool operator==(const Item&) const = default;
};

// What is left in a queue; nothing if it is gone.
using Left = std::optional<std::vector<Item>>;

// A queue with messages, and the plain model of what fits into one.
struct Contents {
  std::vector<Item> items{};
  std::size_t capacity = 16384;
  int mode = 0600;

  bool fits(std::size_t size) const {
    std::size_t bytes = size;
    for (const Item& item : items) bytes += item.body.size();
    return bytes <= capacity && items.size() + 1 <= capacity;
  }
};

// What others do with the first queue meanwhile.
struct Deed {
  enum class Kind { take, send, remove };
  Kind kind;
  Item item{};
};

inline Deed take() { return {Deed::Kind::take}; }
inline Deed put(const Item& item) { return {Deed::Kind::send, item}; }
inline Deed remove() { return {Deed::Kind::remove}; }

// Queues, calls of one process on them, and what others do between those.
struct Plan {
  std::vector<Contents> queues;
  std::vector<Call> calls;
  std::vector<Deed> deeds{};
};

inline Call reading(const std::string& name, double celsius = 21.7) {
  Call call;
  call.celsius = celsius;
  call.letters = name.size();
  std::memcpy(call.name, name.data(), std::min(name.size(), sizeof call.name));
  call.errno_before = EAGAIN;
  return call;
}

inline Call long_name(std::size_t letters) {
  Call call = reading(std::string(sizeof Call{}.name, 'n'));
  call.letters = letters;
  return call;
}

// The message that exercise.h promises; nothing for a name that is too long.
inline std::optional<Item> message_of(const Call& call) {
  if (call.letters > longest_name) return {};
  std::string body(sizeof call.celsius, ' ');
  std::memcpy(body.data(), &call.celsius, sizeof call.celsius);
  return Item{reading_type, body.append(call.name, call.letters)};
}

// --- In words ---

// Every bit counts: 21.7 (4035b33333333333).
inline std::string celsius_in_words(const Item& item) {
  double celsius = 0;
  std::uint64_t bits = 0;
  if (item.body.size() < sizeof celsius) return "no celsius";
  std::memcpy(&celsius, item.body.data(), sizeof celsius);
  std::memcpy(&bits, item.body.data(), sizeof bits);
  char words[64];
  std::snprintf(words, sizeof words, "%g (%016llx)", celsius,
                static_cast<unsigned long long>(bits));
  return words;
}

inline std::string quoted(const std::string& bytes) {
  char text[6 * 64];
  msgq::escape(text, sizeof text, bytes.data(), bytes.size(), 40);
  return text;
}

// The first so many bytes behind celsius.
inline std::string name_in_words(const Item& item, std::size_t letters) {
  return item.body.size() < sizeof(double) ? "no name"
                                           : quoted(item.body.substr(sizeof(double), letters));
}

inline std::string size_in_words(const Item& item) {
  return std::to_string(item.body.size()) + " bytes";
}

inline std::string in_words(const Item& item) {
  if (item.type != reading_type)
    return "[" + std::to_string(item.type) + " " + quoted(item.body) + "]";
  return "[" + std::to_string(item.type) + ", celsius " + celsius_in_words(item) + ", name " +
         name_in_words(item, item.body.size()) + "]";
}

inline std::string in_words(const Left& left) {
  if (!left) return "no queue";
  std::string words;
  for (const Item& item : *left) words += (words.empty() ? "" : ", ") + in_words(item);
  return words.empty() ? "no message" : words;
}

// "said true", "threw EINVAL"
inline std::string in_words(const Call& call) {
  if (!call.outcome.returned()) return msgq::actor::in_words(call.outcome);
  return call.said ? "said true" : "said false";
}

// --- What the director saw ---

// What it did instead of coming back at once, in words.
inline std::string waiting_of(const std::string& process, const Order& order) {
  int times_told_of_full = 0;
  for (const Event& event : order.events) {
    if (!msgq::orders::is_by(process, event.task)) continue;
    const bool sleeps = event.kind == Event::Kind::returned ||
                        (event.kind == Event::Kind::called && event.result.empty());
    if (sleeps) return "slept";
    if (event.call.starts_with("nap")) return "took a nap";
    times_told_of_full += event.call.starts_with("msgsnd") && event.result == "EAGAIN";
  }
  return times_told_of_full > 1 ? "tried again" : "came back at once";
}

// --- The stage itself ---

// As any program may send it and read it: so many bytes behind a long.
struct Raw {
  long type;
  char body[8192];
};

inline void send(Queue queue, const Item& item) {
  static Raw raw;
  raw.type = item.type;
  std::memcpy(raw.body, item.body.data(), item.body.size());
  (void)msgq::calls::msgsnd(queue.id(), &raw, item.body.size(), IPC_NOWAIT);
}

inline std::optional<Item> receive(Queue queue) {
  static Raw raw;
  const ssize_t size = msgq::calls::msgrcv(queue.id(), &raw, sizeof raw.body, 0, IPC_NOWAIT);
  if (size == -1) return {};
  return Item{raw.type, {raw.body, static_cast<std::size_t>(size)}};
}

inline std::vector<Item> drain(Queue queue) {
  std::vector<Item> items;
  while (const std::optional<Item> item = receive(queue)) items.push_back(*item);
  return items;
}

inline void perform(Queue queue, const Deed& deed) {
  switch (deed.kind) {
    case Deed::Kind::take:
      (void)receive(queue);
      return;
    case Deed::Kind::send:
      send(queue, deed.item);
      return;
    case Deed::Kind::remove:
      (void)msgq::error_of([&] { queue.remove(); });
      return;
  }
}

// What came of one order: for each call, and for each queue.
struct Played {
  const Call* calls;
  std::vector<Left> left;
  const Order* order;
};

using Judge = std::function<std::string(const Played&)>;

// Tries the plan in every order. Whoever makes a queue is wrong in any plan.
inline Tally every_order(const Plan& plan, const Judge& judge, const Bounds& within = bounds()) {
  static const msgq::judge::Answer<Scene> answer;
  const auto program = [&] {
    Scene scene;
    for (std::size_t i = 0; i < plan.queues.size(); ++i) {
      const Queue queue = Queue::create(msgq::ipc_private);
      if (plan.queues[i].capacity != Contents{}.capacity) {
        msgq::testing::set_capacity(queue, plan.queues[i].capacity);
      }
      for (const Item& item : plan.queues[i].items) send(queue, item);
      if (plan.queues[i].mode != Contents{}.mode) {
        msgq::Settings settings = queue.status().settings;
        settings.mode = plan.queues[i].mode;
        queue.set(settings);
      }
      scene.msqids[i] = queue.id();
    }
    scene.count = static_cast<int>(plan.calls.size());
    std::copy(plan.calls.begin(), plan.calls.end(), scene.calls);
    answer.begin(scene);
    const auto play = [&] {
      msgq::testing::need_permission_after_exec();
      return answer.play();
    };
    if (plan.deeds.empty()) return msgq::in_child(play);
    const auto queue = Queue::from_id(scene.msqids[0]);
    msgq::Child meanwhile{[&] {
      for (const Deed& deed : plan.deeds) perform(queue, deed);
    }};
    msgq::Child caller{play};
    meanwhile.wait();
    return caller.wait();
  };
  const auto judge_all = [&](const Order& order) -> std::string {
    Played played{answer->calls, {}, &order};
    std::size_t known = 0;
    for (std::size_t i = 0; i < plan.queues.size(); ++i) {
      const int msqid = answer->msqids[i];
      const bool is_left = std::count(order.left.begin(), order.left.end(), msqid) != 0;
      played.left.push_back(is_left ? Left{drain(Queue::from_id(msqid))} : Left{});
      known += is_left;
    }
    std::string verdict = judge(played);
    if (!verdict.empty()) return verdict;
    return order.left.size() == known ? "" : "it has made another queue";
  };
  return msgq::judge::every_order(program, judge_all, within);
}

// One call of one process, alone. Of one that never ends this is all that there is to see.
struct Alone {
  bool is_over = false;
  std::string outcome = "has not returned", waiting = "slept";
  std::vector<Item> sent{};  // which were not there before
  std::string left = "unknown";
  Tally tally{};

  // The message, if there is one and no other.
  Item item() const { return sent.size() == 1 ? sent[0] : Item{}; }
};

inline Alone alone(const Contents& contents, const Call& call) {
  Alone alone;
  alone.tally = every_order({{contents}, {call}}, [&](const Played& played) {
    const Call& call = played.calls[0];
    alone.is_over = call.outcome.kind != msgq::actor::Outcome::Kind::nothing_yet;
    alone.outcome = call.outcome.returned()
                        ? in_words(call)
                        : msgq::judge::what_came_of(call.outcome, "1", *played.order);
    alone.waiting = waiting_of("1", *played.order);
    alone.left = in_words(played.left[0]);
    const std::size_t before = contents.items.size();
    if (played.left[0] && played.left[0]->size() > before) {
      alone.sent.assign(played.left[0]->begin() + static_cast<long>(before), played.left[0]->end());
    }
    return "";
  });
  return alone;
}

// --- The plain model ---

// What comes of a call that is made in one moment.
inline std::string model(Left& queue, std::size_t capacity, const Call& call) {
  const std::optional<Item> message = message_of(call);
  if (!message) return "threw std::length_error";
  if (!queue) return "threw EINVAL";
  if (!Contents{*queue, capacity}.fits(message->body.size())) return "said false";
  queue->push_back(*message);
  return "said true";
}

// Many calls of one process, with nobody else about: what is wrong with the first call that went
// wrong, or with what is left.
inline std::string wrong_in(const Plan& plan, const Played& played) {
  std::vector<Left> queues;
  for (const Contents& contents : plan.queues) queues.emplace_back(contents.items);
  for (std::size_t i = 0; i < plan.calls.size(); ++i) {
    const Call& call = played.calls[i];
    const auto place = static_cast<std::size_t>(call.queue);
    const std::string wanted = model(queues[place], plan.queues[place].capacity, plan.calls[i]);
    if (in_words(call) == wanted) continue;
    return "call " + std::to_string(i + 1) + ", with a name of " + std::to_string(call.letters) +
           " letters: it " + in_words(call) + " where right is: " + wanted;
  }
  for (std::size_t i = 0; i < queues.size(); ++i) {
    if (played.left[i] == queues[i]) continue;
    return "there is left: " + in_words(played.left[i]) + "\ninstead of: " + in_words(queues[i]);
  }
  return "";
}

// Whatever the order was, what came of the call is what would have come of it in one moment, which
// is not before its first call on the queue and not after its last.
inline Tally meet(const Plan& plan) {
  const auto at_once = [&](int deeds_before) {
    Contents contents = plan.queues[0];
    Left queue = contents.items;
    std::string outcome;
    const int deeds = static_cast<int>(plan.deeds.size());
    for (int i = 0; i <= deeds; ++i) {
      if (i == deeds_before) outcome = model(queue, contents.capacity, plan.calls[0]);
      if (i == deeds || !queue) continue;
      const Deed& deed = plan.deeds[static_cast<std::size_t>(i)];
      if (deed.kind == Deed::Kind::take && !queue->empty()) queue->erase(queue->begin());
      if (deed.kind == Deed::Kind::send &&
          Contents{*queue, contents.capacity}.fits(deed.item.body.size())) {
        queue->push_back(deed.item);
      }
      if (deed.kind == Deed::Kind::remove) queue.reset();
    }
    return std::pair{outcome, queue};
  };
  return every_order(plan, [&](const Played& played) -> std::string {
    const auto moments = msgq::judge::moments_of("2", "1", *played.order);
    if (!moments) return "child 2 makes no call";
    const std::string waiting = waiting_of("2", *played.order);
    if (waiting != "came back at once") return "child 2 " + waiting;
    std::string outcome = in_words(played.calls[0]);
    if (outcome == "threw EIDRM") outcome = "threw EINVAL";
    std::string words = "child 2 " + outcome + ", and there is left: " + in_words(played.left[0]);
    for (int i = moments->first; i <= moments->last; ++i) {
      const auto [right, left] = at_once(i);
      if (outcome == right && played.left[0] == left) return "";
      words += "\nright is: it " + right + ", and there is left: " + in_words(left);
    }
    return words;
  });
}

// Without the picture, which would be long.
inline std::string verdict_of(const Tally& tally) {
  return tally.first_bad ? tally.first_bad->verdict : "";
}

// --- Generated ---

using Numbers = std::mt19937_64;  // the same each time, given its seed

inline std::size_t below(Numbers& numbers, std::size_t end) { return numbers() % end; }

// Any bits at all, or an everyday temperature.
inline double any_celsius(Numbers& numbers) {
  if (below(numbers, 3) == 0) return static_cast<double>(below(numbers, 1000)) / 10 - 50;
  const std::uint64_t bits = numbers();
  double celsius = 0;
  std::memcpy(&celsius, &bits, sizeof celsius);
  return celsius;
}

// Any bytes but NUL, or letters.
inline std::string any_name(Numbers& numbers, std::size_t letters) {
  const bool is_legible = below(numbers, 2) == 0;
  std::string name(letters, ' ');
  for (char& byte : name) {
    byte = static_cast<char>(is_legible ? 'a' + numbers() % 26 : 1 + numbers() % 255);
  }
  return name;
}

// Two queues that are full soon, by bytes or by number, and readings of all kinds, some of them
// again and again.
inline Plan many_readings(Numbers& numbers) {
  Plan plan;
  for (int i = 0; i < 2; ++i) {
    const bool is_full_by_number = below(numbers, 4) == 0;
    const std::size_t capacity =
        is_full_by_number ? 10 + below(numbers, 12) : 50 + below(numbers, 400);
    const std::size_t empty_ones = is_full_by_number ? capacity - below(numbers, 4) : 0;
    plan.queues.push_back({std::vector<Item>(empty_ones, {3, ""}), capacity});
  }
  constexpr std::size_t letters[] = {0, 1, 7, 8, 30, longest_name, longest_name + 1, 263};
  while (plan.calls.size() < std::size(Scene{}.calls)) {
    const std::size_t some = below(numbers, 3) == 0 ? below(numbers, longest_name + 1)
                                                    : letters[below(numbers, std::size(letters))];
    const bool is_again = !plan.calls.empty() && below(numbers, 4) == 0;
    Call call =
        is_again ? plan.calls.back() : reading(any_name(numbers, some), any_celsius(numbers));
    call.queue = static_cast<int>(below(numbers, 2));
    constexpr int errnos[] = {0, EAGAIN, EINVAL};
    call.errno_before = errnos[below(numbers, std::size(errnos))];
    plan.calls.push_back(call);
  }
  return plan;
}

}  // namespace stage
