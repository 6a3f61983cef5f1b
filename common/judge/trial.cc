#include "common/judge/trial.h"

#include <sys/msg.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>

#include "common/judge/neighbours.h"

namespace msgq::judge {
namespace {

std::vector<int> errnos_of(const orders::Call& call) {
  const auto has = [&call](int argument, int flag) {
    return (static_cast<int>(call.arguments[argument]) & flag) != 0;
  };
  switch (call.number) {
    case SYS_msgget: {
      if (!has(1, IPC_CREAT)) return {EACCES, ENOENT};
      if (has(1, IPC_EXCL)) return {EEXIST, ENOMEM, ENOSPC};
      return {EACCES, ENOMEM, ENOSPC};
    }
    case SYS_msgsnd:
      if (has(3, IPC_NOWAIT)) return {EACCES, EAGAIN, EINVAL, ENOMEM};
      return {EACCES, EIDRM, EINTR, EINVAL, ENOMEM};
    case SYS_msgrcv: {
      std::vector<int> errnos = {EACCES, EINVAL, has(4, IPC_NOWAIT) ? ENOMSG : EIDRM};
      if (!has(4, IPC_NOWAIT)) errnos.push_back(EINTR);
      if (!has(4, MSG_NOERROR)) errnos.push_back(E2BIG);
      if (has(4, MSG_COPY)) errnos.push_back(ENOSYS);
      return errnos;
    }
    case SYS_msgctl:
      return {EACCES, EINVAL, EPERM};
    default:
      return {};
  }
}

}  // namespace

orders::Tally every_order(const std::function<int()>& program, const orders::Judge& judge,
                          const orders::Bounds& bounds) {
  neighbours();  // before there is any other queue
  const auto judge_all = [&](const orders::Order& order) {
    const bool were_touched = neighbours().were_touched();
    std::string verdict = judge(order);
    if (!verdict.empty() || !were_touched) return verdict;
    return std::string{"somebody used a queue that has nothing to do with this"};
  };
  static bool is_endless = false;
  orders::Bounds within = bounds;
  if (is_endless) within.seconds = std::min(within.seconds, 0.1);
  orders::Tally tally = orders::every_order(program, judge_all, within);
  is_endless |= tally.endless > 0;
  return tally;
}

orders::Bounds with_each_errno(const std::string& process, orders::Bounds bounds) {
  bounds.errnos = 1;
  bounds.errnos_of = every_errno_for(process);
  return bounds;
}

std::function<std::vector<int>(const orders::Task&)> every_errno_for(const std::string& process) {
  return [process](const orders::Task& task) {
    return orders::is_by(process, task.name) ? errnos_of(task.call) : std::vector<int>{};
  };
}

std::string what_came_of(const actor::Outcome& outcome, const std::string& task,
                         const orders::Order& order) {
  if (outcome.kind != actor::Outcome::Kind::nothing_yet) return in_words(outcome);
  for (const orders::Event& event : order.events) {
    if (event.task != task) continue;
    if (event.kind == orders::Event::Kind::killed) return "was killed";
    if (event.kind != orders::Event::Kind::ended) continue;
    return (event.result.starts_with("exit") ? "ended its process: " : "crashed: ") + event.result;
  }
  if (order.ending == orders::Ending::endless) return "never stops";
  return order.ending == orders::Ending::stuck ? "sleeps for ever" : in_words(outcome);
}

bool is_call(const orders::Event& event) {
  return event.kind == orders::Event::Kind::called || event.kind == orders::Event::Kind::answered;
}

int calls_of(const std::string& process, const orders::Order& order, const std::string& words) {
  return static_cast<int>(
      std::count_if(order.events.begin(), order.events.end(), [&](const orders::Event& event) {
        return is_call(event) && orders::is_by(process, event.task) &&
               event.call.starts_with(words);
      }));
}

bool has_napped(const std::string& process, const orders::Order& order) {
  return calls_of(process, order, "nap") > 0;
}

bool has_slept(const std::string& process, const orders::Order& order) {
  return std::any_of(order.events.begin(), order.events.end(), [&](const orders::Event& event) {
    const bool sleeps = event.kind == orders::Event::Kind::returned ||
                        event.call.starts_with("nap") ||
                        (event.kind == orders::Event::Kind::called && event.result.empty());
    return sleeps && orders::is_by(process, event.task);
  });
}

std::optional<Moments> moments_of(const std::string& process, const std::string& others,
                                  const orders::Order& order) {
  std::optional<Moments> moments;
  int deeds = 0;
  for (const orders::Event& event : order.events) {
    if (!is_call(event) || !event.call.starts_with("msg")) continue;
    deeds += event.task == others;
    if (!orders::is_by(process, event.task)) continue;
    if (!moments) moments = Moments{deeds, deeds};
    moments->last = deeds;
  }
  return moments;
}

}  // namespace msgq::judge
