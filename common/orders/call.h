// A system call of a process that is watched: which one, with what, and what came of it.
#pragma once

#include <sys/types.h>

#include <array>
#include <map>
#include <string>
#include <vector>

namespace msgq::orders {

struct Call {
  long number = -1;  // SYS_msgsnd and its like; -1 for none
  std::array<unsigned long, 6> arguments{};

  // The queue that it is about: its first argument, but for msgget, and for what is no queue call.
  // -1 if it has none.
  int msqid() const;

  // One that only waits for time to pass: nanosleep(2), clock_nanosleep(2), and poll(2) or
  // select(2) on nothing.
  bool is_nap() const;

  // Could it be answered with EINTR, because it may sleep?
  bool may_sleep() const;
};

// The numbers of those of which is_nap() may be true.
const std::vector<int>& calls_that_may_nap();

// Its name, "msgsnd"; for one that is not known here, its number.
std::string name_of(const Call& call);

// Names for msqids, which are other numbers in every run: A, B, C ...
using QueueNames = std::map<int, std::string>;

// "EINTR"; for one without a name, its number.
std::string name_of_errno(int error);

// "SIGTERM"; for one without a name, "SIG" and its number.
std::string name_of_signal(int number);

// As a person would say it, with what is in the memory of the process `pid` that makes it:
//   msgsnd A [1 "hi"]    msgrcv A -2 NOWAIT    msgctl A RMID    msgget 0x4242 CREAT|EXCL
std::string words_of(const Call& call, pid_t pid, const QueueNames& queues);

// What it returned, or the errno: "A" for msgget, "[2 \"42\"]" for what msgrcv received, "0",
// "ENOMSG".
std::string words_of_result(const Call& call, long result, pid_t pid, const QueueNames& queues);

}  // namespace msgq::orders
