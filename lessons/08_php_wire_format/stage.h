// What the steps of exercise 8 stand on: calls of the answer.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <clocale>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/child.h"
#include "common/error_of.h"
#include "common/judge/answer.h"
#include "common/judge/trial.h"
#include "common/orders/columns.h"
#include "common/queue.h"
#include "common/testing/temporary_file.h"
#include "lessons/08_php_wire_format/exercise.h"
#include "lessons/08_php_wire_format/scene.h"
#include "lessons/08_php_wire_format/stage_bytes.h"

namespace stage {

using msgq::Queue;
using msgq::orders::Event;
using msgq::orders::Order;

inline constexpr std::size_t most_bytes = 8192;

struct Mail {
  long type;
  std::string bytes;
};

// [1 "a:5:{}"] [2 "i:7;"]; "nothing" if there is none.
inline std::string in_words(const std::vector<Mail>& mails) {
  std::string words;
  for (const Mail& mail : mails) {
    words += (words.empty() ? "[" : " [") + std::to_string(mail.type) + ' ' +
             shown(mail.bytes, 20) + ']';
  }
  return words.empty() ? "nothing" : words;
}

// ---- calls of the answer

using Answer = msgq::judge::Answer<Scene>;

// All that a right answer needs, and not so much that a wrong one takes long.
inline msgq::orders::Bounds bounds(int steps = 60) {
  return {.runs = 1000, .steps = steps, .seconds = 1};
}

inline Place put(Scene& scene, const std::string& bytes) {
  const Place place{scene.used, static_cast<int>(bytes.size())};
  std::copy(bytes.begin(), bytes.end(), &scene.bytes[scene.used]);
  scene.used += place.size;
  return place;
}

inline void add_receive(Scene& scene, Queue queue) {
  scene.calls[scene.count++].msqid = queue.id();
}

inline void add_send(Scene& scene, Queue queue, const Reading& reading) {
  Call& call = scene.calls[scene.count++];
  call.msqid = queue.id();
  call.is_send = true;
  call.sensor = put(scene, reading.sensor);
  if (reading.note) call.note = put(scene, *reading.note);
  std::string minutes(8 * reading.minutes.size(), '\0');
  if (!minutes.empty()) std::memcpy(minutes.data(), reading.minutes.data(), minutes.size());
  call.minutes = put(scene, minutes);
  call.celsius = reading.celsius;
  call.outdoors = reading.outdoors;
}

// "7", "none", "std::runtime_error", "threw EACCES".
inline std::string in_words(const Call& call) {
  if (call.is_send || !call.outcome.returned()) {
    const bool is_refused = call.outcome.kind == msgq::actor::Outcome::Kind::threw_runtime_error &&
                            call.outcome.changed[0] == '\0';
    return is_refused ? "std::runtime_error" : msgq::actor::in_words(call.outcome);
  }
  return call.has_count ? std::to_string(call.count) : "none";
}

// The same, and of a call that has not returned why.
inline std::string in_words(const Call& call, const Order& order) {
  const bool is_over = call.outcome.kind != msgq::actor::Outcome::Kind::nothing_yet;
  return is_over ? in_words(call) : msgq::judge::what_came_of(call.outcome, "1", order);
}

// A new queue with these messages in it.
inline Queue queue_of(const std::vector<Mail>& mails) {
  const Queue queue = Queue::create(msgq::ipc_private);
  for (const Mail& mail : mails) queue.send(msgq::Text<most_bytes>{mail.type, mail.bytes});
  return queue;
}

// Empties the queue.
inline std::vector<Mail> take_all(int msqid) {
  std::vector<Mail> mails;
  (void)msgq::error_of([&] {
    for (msgq::Text<most_bytes> mail; Queue::from_id(msqid).try_receive(mail);) {
      mails.push_back({mail.type, mail.as<std::string>()});
    }
  });
  return mails;
}

inline std::string status_in_words(const Order& order) {
  return order.status == 0 ? "" : "its process ends with status " + std::to_string(order.status);
}

// What came of one call of send_reading.
struct Sent {
  std::string outcome = "has not returned";
  std::vector<Mail> mails;  // what is in the queue then

  std::string bytes() const { return mails.empty() ? "" : mails[0].bytes; }

  // At most so many of them, from the front or from the back.
  std::string first(std::size_t count) const { return shown(bytes().substr(0, count)); }
  std::string last(std::size_t count) const {
    return shown(bytes().substr(bytes().size() - std::min(count, bytes().size())));
  }

  // The keys of a reading that are in the message, in the order in which they are.
  std::string keys() const {
    std::set<std::pair<std::size_t, std::string>> found;
    for (const char* const key : {"sensor", "celsius", "outdoors", "note", "minutes"}) {
      const std::size_t place = bytes().find(php_string(key));
      if (place != std::string::npos) found.insert({place, key});
    }
    std::string all;
    for (const auto& [place, key] : found) all += key + " ";
    return all;
  }

  // The bytes between this key and the next; those of the last key end with the message's }.
  std::string of(const std::string& key, const std::string& next = "") const {
    const std::size_t begin = bytes().find(php_string(key)) + php_string(key).size();
    const std::size_t end = next.empty() ? bytes().rfind('}') : bytes().find(php_string(next));
    return bytes().substr(begin, end - begin);
  }
};

// One process sends these, one after the other, each into a queue of its own. `trouble` says what
// else was wrong, such as "stuck".
inline std::vector<Sent> send(const std::vector<Reading>& readings, std::string& trouble,
                              bool has_comma = false) {
  const Answer answer;
  std::vector<Sent> sent(readings.size());
  const auto tally = msgq::judge::every_order(
      [&] {
        answer.begin({.has_comma = has_comma});
        for (const Reading& reading : readings) add_send(*answer, queue_of({}), reading);
        return msgq::in_child([&] { return answer.play(); });
      },
      [&](const Order& order) {
        for (std::size_t i = 0; i < sent.size(); ++i) {
          sent[i] = {in_words(answer->calls[i], order), take_all(answer->calls[i].msqid)};
        }
        return status_in_words(order);
      },
      bounds(1000));
  trouble = msgq::orders::what_went_wrong(tally);
  return sent;
}

// One process receives so often from one queue.
struct Received {
  std::vector<std::string> counts;
  std::vector<Mail> left;
  std::string trouble;
  std::string naps = "no nap";
};

inline Received receive(const std::vector<Mail>& waiting, int times, bool has_comma = false) {
  const Answer answer;
  Received received;
  const auto tally = msgq::judge::every_order(
      [&] {
        answer.begin({.has_comma = has_comma});
        const Queue queue = queue_of(waiting);
        for (int i = 0; i < times; ++i) add_receive(*answer, queue);
        return msgq::in_child([&] { return answer.play(); });
      },
      [&](const Order& order) {
        received.counts.clear();
        for (int i = 0; i < times; ++i)
          received.counts.push_back(in_words(answer->calls[i], order));
        received.left = take_all(answer->calls[0].msqid);
        if (msgq::judge::has_napped("1", order)) received.naps = "a nap";
        return status_in_words(order);
      },
      bounds(1000));
  received.trouble = msgq::orders::what_went_wrong(tally);
  received.counts.resize(static_cast<std::size_t>(times), "has not returned");
  return received;
}

// A locale "comma", whose decimal point is one; for programs that are started while it exists. No
// locale need be installed: glibc looks for its files where LOCPATH says. locale(7)
class CommaLocale {
 public:
  CommaLocale() {
    // As localedef(1) writes it: what it is, how many items, where each begins, the items.
    const std::string items[] = {{",\0", 2},     {"\0", 1},       {"\x7f\0\0\0\0", 5},
                                 {",\0\0\0", 4}, {"\0\0\0\0", 4}, {"UTF-8\0", 6}};
    std::size_t begin = 4 * (2 + std::size(items));
    std::string head = word(0x20031115 ^ LC_NUMERIC) + word(std::size(items)), rest;
    for (const std::string& item : items) {
      head += word(begin + rest.size());
      rest += item;
    }
    std::filesystem::create_directory(folder_.path("comma"));
    std::ofstream{folder_.path("comma/LC_NUMERIC"), std::ios::binary} << head << rest;
    setenv("LOCPATH", folder_.directory().c_str(), 1);
  }
  ~CommaLocale() {
    unsetenv("LOCPATH");
    std::filesystem::remove_all(folder_.path("comma"));
  }
  CommaLocale(const CommaLocale&) = delete;
  CommaLocale& operator=(const CommaLocale&) = delete;

 private:
  static std::string word(std::size_t value) {
    const auto bytes = std::bit_cast<std::array<char, 4>>(static_cast<std::uint32_t>(value));
    return {bytes.data(), bytes.size()};
  }

  msgq::testing::TemporaryFile folder_;
};

}  // namespace stage
