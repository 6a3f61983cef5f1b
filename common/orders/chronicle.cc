#include "common/orders/chronicle.h"

#include <algorithm>
#include <utility>

namespace msgq::orders {

void Chronicle::choose(Event event) {
  chosen_ = events_.size();
  events_.push_back(std::move(event));
}

bool Chronicle::has_chosen(Event::Kind kind, const std::string& task) const {
  return chosen_ < events_.size() && events_[chosen_].kind == kind && events_[chosen_].task == task;
}

void Chronicle::add_result(const std::string& task, const std::string& call,
                           const std::string& result) {
  if (has_chosen(Event::Kind::called, task)) {
    events_[chosen_].result = result;
  } else {
    events_.push_back({Event::Kind::returned, task, call, result});
  }
}

void Chronicle::add_end(const std::string& task, const std::string& result) {
  if (has_chosen(Event::Kind::killed, task)) return;
  events_.push_back({Event::Kind::ended, task, "", result});
}

void Chronicle::sort_what_followed() {
  if (chosen_ >= events_.size()) return;
  // The program itself ends when it has seen the others end.
  const auto place = [](const Event& event) {
    return std::pair{event.kind == Event::Kind::ended && event.task == "0", event.task};
  };
  std::stable_sort(events_.begin() + static_cast<long>(chosen_) + 1, events_.end(),
                   [&](const Event& one, const Event& other) { return place(one) < place(other); });
}

}  // namespace msgq::orders
