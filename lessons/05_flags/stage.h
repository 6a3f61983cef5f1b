// What the steps of exercise 5 stand on.
#pragma once

#include <sys/msg.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "common/child.h"
#include "common/error_of.h"
#include "common/escape.h"
#include "common/judge/answer.h"
#include "common/judge/trial.h"
#include "common/orders/columns.h"
#include "common/queue.h"
#include "lessons/05_flags/scene.h"

namespace stage {

using msgq::Queue;
using msgq::orders::Bounds;
using msgq::orders::Event;
using msgq::orders::Order;
using msgq::orders::Tally;

inline constexpr int most_calls = 40;  // as exercise.h promises

// All that a right answer needs, and not so much that a wrong one takes long.
inline Bounds bounds() { return {.runs = 300, .steps = 60, .seconds = 0.5}; }

// A message, whose text the judge knows.
struct Item {
  long type;
  std::string text;

  bool operator==(const Item&) const = default;
};

// What a queue holds, and the plain model of how msgrcv(2) takes from it.
struct Contents : std::vector<Item> {
  using vector::vector;

  std::optional<Item> take(long msgtyp) {
    auto found = begin();
    if (msgtyp < 0) {
      const long highest = msgtyp == LONG_MIN ? LONG_MAX : -msgtyp;
      found = std::min_element(
          begin(), end(), [](const Item& one, const Item& other) { return one.type < other.type; });
      if (found != end() && found->type > highest) found = end();
    } else if (msgtyp > 0) {
      found = std::find_if(begin(), end(),
                           [msgtyp](const Item& message) { return message.type == msgtyp; });
    }
    if (found == end()) return {};
    const Item taken = *found;
    erase(found);
    return taken;
  }
};

// What is left in a queue; nothing if it is gone.
using Left = std::optional<Contents>;

// What others do with the first queue meanwhile.
struct Deed {
  enum class Kind { take, send, remove };
  Kind kind;
  long msgtyp = 0;
  Item message{};
};

inline Deed take(long msgtyp = 0) { return {Deed::Kind::take, msgtyp}; }
inline Deed put(const Item& message) { return {Deed::Kind::send, 0, message}; }
inline Deed remove() { return {Deed::Kind::remove}; }

// Queues, calls of one process on them, and what others do between those.
struct Plan {
  std::vector<Contents> queues;
  std::vector<Call> calls;
  std::vector<Deed> deeds{};
};

inline Call receive(std::size_t room, long msgtyp = 0) {
  return {.msgtyp = msgtyp, .room = room, .errno_before = E2BIG};
}

// --- In words ---

// 9 bytes [1 "123456789"]
inline std::string in_words(const Item& message) {
  char quoted[128];
  const std::size_t size = message.text.size();
  msgq::escape(quoted, sizeof quoted, message.text.data(), size, 16);
  return std::to_string(size) + (size == 1 ? " byte [" : " bytes [") +
         std::to_string(message.type) + ' ' + quoted + ']';
}

inline std::string in_words(const std::optional<Item>& message) {
  return message ? in_words(*message) : "none";
}

inline std::string in_words(const Left& left) {
  if (!left) return "no queue";
  std::string words;
  for (const Item& message : *left) words += (words.empty() ? "" : ", ") + in_words(message);
  return words.empty() ? "no message" : words;
}

inline bool is_none(const Call& call) { return call.outcome.returned() && call.returned == -1; }

// The message in the buffer, if the answer says that one is there.
inline std::optional<Item> received(const Call& call) {
  if (!call.outcome.returned() || call.returned < 0) return {};
  const auto size = static_cast<std::size_t>(call.returned);
  if (size > std::min(call.room_afterwards, sizeof call.text)) return {};
  return Item{call.type, {call.text, size}};
}

// "9 bytes [1 "123456789"]", "none", "threw EINVAL"
inline std::string in_words(const Call& call) {
  if (!call.outcome.returned()) return msgq::actor::in_words(call.outcome);
  if (is_none(call)) return "none";
  if (const std::optional<Item> message = received(call)) return in_words(*message);
  return "returned " + std::to_string(call.returned) + " with a room of " +
         std::to_string(call.room_afterwards);
}

inline std::string size_in_words(const Call& call) {
  const bool is_size = call.outcome.returned() && call.returned >= 0;
  return is_size ? std::to_string(call.returned) + " bytes" : in_words(call);
}

inline std::string harm_of(const Call& call) {
  return {call.harm, strnlen(call.harm, sizeof call.harm)};
}

// --- What the director saw ---

// How often the kernel told it that no message matches, without asking for a look only.
inline int times_told_of_none(const std::string& process, const Order& order) {
  return static_cast<int>(
      std::count_if(order.events.begin(), order.events.end(), [&](const Event& event) {
        return msgq::orders::is_by(process, event.task) && event.call.starts_with("msgrcv") &&
               event.call.find("COPY") == event.call.npos && event.result == "ENOMSG";
      }));
}

// --- The stage itself ---

inline void send(Queue queue, const Item& message) {
  queue.send(msgq::Text<largest_text>{message.type, message.text});
}

inline Contents drain(Queue queue) {
  Contents contents;
  static msgq::Text<largest_text> message;
  while (queue.try_receive(message)) {
    contents.push_back({message.type, message.as<std::string>()});
  }
  return contents;
}

inline void perform(Queue queue, const Deed& deed) {
  static msgq::Text<largest_text> message;
  (void)msgq::error_of([&] {
    switch (deed.kind) {
      case Deed::Kind::take:
        (void)queue.try_receive(message, {deed.msgtyp, 0});
        return;
      case Deed::Kind::send:
        send(queue, deed.message);
        return;
      case Deed::Kind::remove:
        queue.remove();
        return;
    }
  });
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
    static Scene scene;
    scene = {};
    for (std::size_t i = 0; i < plan.queues.size(); ++i) {
      const Queue queue = Queue::create(msgq::ipc_private);
      for (const Item& message : plan.queues[i]) send(queue, message);
      scene.msqids[i] = queue.id();
    }
    scene.count = static_cast<int>(plan.calls.size());
    std::copy(plan.calls.begin(), plan.calls.end(), scene.calls);
    answer.begin(scene);
    if (plan.deeds.empty()) return msgq::in_child([&] { return answer.play(); });
    const auto queue = Queue::from_id(scene.msqids[0]);
    msgq::Child meanwhile{[&] {
      for (const Deed& deed : plan.deeds) perform(queue, deed);
    }};
    msgq::Child caller{[&] { return answer.play(); }};
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
  Call call{};
  std::string received = "has not returned", left = "unknown", waited = "slept";
  int calls = bounds().steps;
  Tally tally{};
};

inline Alone alone(const Contents& contents, const Call& call) {
  Alone alone;
  alone.tally = every_order({{contents}, {call}}, [&](const Played& played) {
    alone.call = played.calls[0];
    const Call& call = played.calls[0];
    alone.received = call.outcome.returned()
                         ? in_words(call)
                         : msgq::judge::what_came_of(call.outcome, "1", *played.order);
    alone.left = in_words(played.left[0]);
    alone.waited = msgq::judge::has_slept("1", *played.order)   ? "slept"
                   : times_told_of_none("1", *played.order) > 1 ? "asked again"
                                                                : "came back at once";
    alone.calls = msgq::judge::calls_of("1", *played.order, "msg");
    return "";
  });
  return alone;
}

// --- One call among the deeds of others ---

// What comes of a call that is made in one moment, when so many of the deeds are done.
struct AtOnce {
  std::optional<Item> received;
  bool throws = false;
  Left left;
};

inline AtOnce at_once(const Plan& plan, int deeds_before) {
  const long msgtyp = plan.calls[0].msgtyp;
  AtOnce at_once{{}, false, plan.queues[0]};
  Left& queue = at_once.left;
  const int deeds = static_cast<int>(plan.deeds.size());
  for (int i = 0; i <= deeds; ++i) {
    if (i == deeds_before) {
      at_once.throws = !queue;
      if (queue) at_once.received = queue->take(msgtyp);
    }
    if (i == deeds || !queue) continue;
    const Deed& deed = plan.deeds[static_cast<std::size_t>(i)];
    if (deed.kind == Deed::Kind::take) (void)queue->take(deed.msgtyp);
    if (deed.kind == Deed::Kind::send) queue->push_back(deed.message);
    if (deed.kind == Deed::Kind::remove) queue.reset();
  }
  return at_once;
}

inline bool is_same(const Call& call, const Left& left, const AtOnce& at_once) {
  if (left != at_once.left) return false;
  if (at_once.throws) return call.outcome.threw(EINVAL) || call.outcome.threw(EIDRM);
  return at_once.received ? received(call) == at_once.received : is_none(call);
}

// Whatever the order was, what came of the call is what would have come of it in one moment, which
// is not before its first call on the queue and not after its last.
inline Tally meet(const Plan& plan) {
  return every_order(plan, [&](const Played& played) -> std::string {
    const Call& call = played.calls[0];
    const Left& left = played.left[0];
    const auto moments = msgq::judge::moments_of("2", "1", *played.order);
    if (!moments) return "child 2 makes no call";
    if (msgq::judge::has_slept("2", *played.order)) return "child 2 sleeps";
    for (int i = moments->first; i <= moments->last; ++i) {
      if (is_same(call, left, at_once(plan, i))) return "";
    }
    std::string words = "child 2: " + in_words(call) + ", and there is left: " + in_words(left);
    for (int i = moments->first; i <= moments->last; ++i) {
      const AtOnce right = at_once(plan, i);
      words += (i == moments->first ? "\nright is: " : "\nor:       ") +
               (right.throws ? "threw EINVAL" : in_words(right.received)) +
               ", and there is left: " + in_words(right.left);
    }
    return words;
  });
}

// --- Many calls of one process, with nobody else about ---

// What is wrong with the first call that went wrong, or with what is left.
inline std::string wrong_in(const Plan& plan, const Played& played) {
  std::vector<Contents> queues = plan.queues;
  std::size_t room = 0;
  for (std::size_t i = 0; i < plan.calls.size(); ++i) {
    const Call& call = played.calls[i];
    Contents& queue = queues[static_cast<std::size_t>(call.queue)];
    const std::string before = in_words(Left{queue});
    const std::optional<Item> wanted = queue.take(call.msgtyp);
    if (!call.keeps_buffer) room = call.room;
    const bool is_right = wanted ? received(call) == wanted : is_none(call);
    const bool has_grown = call.room_afterwards != room;
    const bool must_grow = wanted && wanted->text.size() > room;
    std::string words;
    if (!is_right) {
      words = in_words(call) + " instead of " + in_words(wanted);
    } else if (has_grown != must_grow) {
      words = "the room is " + std::to_string(call.room_afterwards) + " afterwards";
    } else if (harm_of(call) != "none") {
      words = "bytes were written outside of the buffer: " + harm_of(call);
    }
    if (!words.empty()) {
      std::string call_in_words = "call " + std::to_string(i + 1) + ", with a room of " +
                                  std::to_string(room) + " and msgtyp " +
                                  std::to_string(call.msgtyp);
      return call_in_words.append(": ").append(words).append("\nthe queue held: ").append(before);
    }
    room = call.room_afterwards;
  }
  for (std::size_t i = 0; i < queues.size(); ++i) {
    if (played.left[i] != Left{queues[i]}) {
      return "there is left: " + in_words(played.left[i]) +
             ", instead of: " + in_words(Left{queues[i]});
    }
  }
  return "";
}

// Without the picture, which would be long.
inline std::string verdict_of(const Tally& tally) {
  return tally.first_bad ? tally.first_bad->verdict : "";
}

// --- Generated ---

using Numbers = std::mt19937_64;  // the same each time, given its seed

inline std::size_t below(Numbers& numbers, std::size_t end) { return numbers() % end; }

inline std::string any_text(Numbers& numbers, std::size_t size) {
  std::string text(size, ' ');
  const bool is_legible = below(numbers, 2) == 0;
  for (char& byte : text) byte = static_cast<char>(is_legible ? 'a' + numbers() % 26 : numbers());
  return text;
}

// Two queues with messages of all sizes and types, and calls that select in every way, many of them
// with a room that just fits, or just does not.
inline Plan many_calls(Numbers& numbers) {
  constexpr long types[] = {1, 2, 3, (1L << 32) + 2, 1L << 40, LONG_MAX};
  constexpr long others[] = {0, 0, LONG_MIN, -(1L << 32), -(1L << 32) - 2, LONG_MIN + 1};
  constexpr std::size_t sizes[] = {0, 1, 9, 40, 1000, largest_text};
  Plan plan{{{}, {}}, {}};
  for (Contents& contents : plan.queues) {
    for (std::size_t i = 0, most = 6 + below(numbers, 10), bytes = 0; i < most; ++i) {
      const std::size_t left = 2 * largest_text - bytes;  // a queue holds no more
      const std::size_t size =
          std::min(left, below(numbers, 1 + sizes[below(numbers, std::size(sizes))]));
      bytes += size;
      contents.push_back({types[below(numbers, std::size(types))], any_text(numbers, size)});
    }
  }
  std::vector<Contents> queues = plan.queues;
  while (plan.calls.size() < std::size(Scene{}.calls)) {
    Call call;
    const long type = types[below(numbers, std::size(types))];
    const long choices[] = {type, -type, others[below(numbers, std::size(others))]};
    call.queue = static_cast<int>(below(numbers, 2));
    call.msgtyp = choices[below(numbers, 3)];
    const std::optional<Item> taken =
        queues[static_cast<std::size_t>(call.queue)].take(call.msgtyp);
    const std::size_t size = taken ? taken->text.size() : 9;
    const std::size_t rooms[] = {1, size, size + 1, size - (size > 0), 2 * size, size / 4};
    call.room = std::max<std::size_t>(1, rooms[below(numbers, std::size(rooms))]);
    call.keeps_buffer = !plan.calls.empty() && below(numbers, 4) == 0;
    call.errno_before = below(numbers, 2) == 0 ? E2BIG : ENOMSG;
    plan.calls.push_back(call);
  }
  return plan;
}

// A queue with a few small messages, one call on it, and a few deeds of others.
inline Plan any_meeting(Numbers& numbers) {
  const auto any_message = [&]() -> Item {
    return {1 + static_cast<long>(below(numbers, 3)),
            any_text(numbers, below(numbers, below(numbers, 2) == 0 ? 12 : 40))};
  };
  const auto any_msgtyp = [&] { return static_cast<long>(below(numbers, 7)) - 3; };
  Plan plan{{{}}, {receive(1 + below(numbers, 6), any_msgtyp())}};
  for (std::size_t i = 0, most = 1 + below(numbers, 3); i < most; ++i) {
    plan.queues[0].push_back(any_message());
  }
  for (std::size_t i = 0, most = 2 + below(numbers, 2); i < most; ++i) {
    plan.deeds.push_back(below(numbers, 2) == 0 ? take(any_msgtyp()) : put(any_message()));
  }
  return plan;
}

}  // namespace stage
