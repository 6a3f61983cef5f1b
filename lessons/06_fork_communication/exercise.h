// Exercise 6: mend a racy program.
#pragma once

#include "common/queue.h"

// What a worker does with its number. Neither throws.
struct Job {
  int (*work)(int number);      // gives the answer, which may be any int
  int (*clean_up)(int number);  // gives the exit status, after the answer was sent; may crash
};

// Puts the questions 0, 1 ... workers - 1 to as many child processes, which are at work at the same
// time; 0 workers are none. Each receives one question from the queue, sends the answer through the
// same queue, and ends as clean_up() says. answers[number] becomes work(number), and nothing beyond
// these is written.
//
// Returns how many workers failed: ended with an exit status other than 0, or by a signal.
//
// It does not matter how late a worker starts, how long it works, and which of them is the first to
// answer. Meanwhile the parent sleeps: it neither naps, as sleep(3) does, nor asks again and again
// whether something is there. So do the workers.
//
// Only the caller comes back. Whatever happens in a worker, also if a call fails there, it neither
// returns from this function, nor throws out of it, nor runs what the caller has given to
// atexit(3). At the end no message and no child is left, and all else is as it was.
//
// If fork(2) fails in the parent, or a call on the queue, that error is thrown: std::system_error
// with its errno; after EINTR the same call may be made again instead. Then no child is left
// either, though messages may be, and the queue stays.
//
// The queue is empty and nobody else uses it. It has room for all questions of up to 48 bytes each,
// but once the workers are at work perhaps for a single answer only. The caller has no other
// children. A worker that ends before it has answered is beyond this exercise: the parent may sleep
// for ever.
int ask_workers(msgq::Queue queue, int workers, const Job& job, int* answers);
