#include "common/orders/columns.h"

#include <algorithm>
#include <map>
#include <vector>

namespace msgq::orders {
namespace {

std::string heading(const std::string& task) { return task == "0" ? "program" : "child " + task; }

std::string words_of(const Event& event) {
  switch (event.kind) {
    case Event::Kind::called:
      return event.call + (event.result.empty() ? " sleeps" : " = " + event.result);
    case Event::Kind::returned:
      return event.call + " wakes: " + event.result;
    case Event::Kind::answered:
      return event.call + " *" + event.result + "*";
    case Event::Kind::killed:
      return "*killed*";
    case Event::Kind::signalled:
      return '*' + event.call + '*';
    case Event::Kind::ended:
      return event.result;
  }
  return "";
}

// How many columns of a terminal a text takes, if each character of UTF-8 takes one.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xc0) != 0x80; }));
}

}  // namespace

std::string in_columns(const Order& order) {
  constexpr std::size_t gap = 2;
  std::map<std::string, std::size_t> widths;
  for (const Event& event : order.events) {
    std::size_t& width = widths[event.task];
    width = std::max({width, width_of(words_of(event)), width_of(heading(event.task))});
  }
  std::map<std::string, std::size_t> begins;
  std::size_t next = 0;
  std::string text;
  for (const auto& [task, width] : widths) {
    begins[task] = next;
    text += std::string(next - std::min(next, width_of(text)), ' ') + heading(task);
    next += width + gap;
  }
  text += '\n';
  for (const Event& event : order.events) {
    text += std::string(begins[event.task], ' ') + words_of(event) + '\n';
  }
  return text + (order.verdict.empty() ? "all is well" : order.verdict) + '\n';
}

std::string what_went_wrong(const Tally& tally) {
  if (!tally.first_bad) return "";
  return "wrong in " + std::to_string(tally.bad) + " of " + std::to_string(tally.orders) +
         " orders, for example:\n" + in_columns(*tally.first_bad);
}

}  // namespace msgq::orders
