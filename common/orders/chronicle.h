// What was seen in one run.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace msgq::orders {

struct Event {
  enum class Kind {
    called,     // a call was let go; if it returned before anything else happened, with its result
    returned,   // one that had slept until now
    answered,   // a call was not made: it got this errno instead
    killed,     // by the director
    signalled,  // by the director
    ended,      // by itself: "exit 0", "SIGSEGV"
  };
  Kind kind;
  std::string task;
  std::string call;    // in words; empty where there is none
  std::string result;  // in words; empty while it sleeps
};

class Chronicle {
 public:
  // In the order in which it was seen.
  const std::vector<Event>& events() const { return events_; }

  // What the director does. Whatever is added from now on follows from it.
  void choose(Event event);

  // A call has returned. If it is the one that the director has just let go, that event gets the
  // result, and else this is an event of its own.
  void add_result(const std::string& task, const std::string& call, const std::string& result);

  // A process has ended; of one that the director has just killed that is known.
  void add_end(const std::string& task, const std::string& result);

  // Brings what several tasks did at the same time into an order that is the same in every run.
  void sort_what_followed();

 private:
  bool has_chosen(Event::Kind kind, const std::string& task) const;

  std::vector<Event> events_;
  std::size_t chosen_ = 0;  // the place of the last that the director chose
};

}  // namespace msgq::orders
