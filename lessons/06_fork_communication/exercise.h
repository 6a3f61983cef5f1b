// Exercise 6: mend a racy program.
#pragma once

#include "common/queue.h"

// What a worker does with its number.
struct Job {
  int (*work)(int number);      // gives the answer
  int (*clean_up)(int number);  // gives the exit status, after the answer was sent; may crash
};

// Puts the questions 0, 1 ... workers - 1 to as many child processes, which are at work at the same
// time. Each receives one question from the queue, sends the answer through the same queue, and
// ends as clean_up() says. answers[number] becomes work(number).
//
// Returns how many workers failed: ended with an exit status other than 0, or by a signal.
//
// It does not matter how late a worker starts, how long it works, and which of them is the first to
// answer. Meanwhile the parent sleeps. At the end, no message and no child is left.
//
// The queue is empty and nobody else uses it; it has room for all questions, but perhaps not for
// all answers. The caller has no other children.
int ask_workers(msgq::Queue queue, int workers, const Job& job, int* answers);
