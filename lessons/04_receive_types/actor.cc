#include "common/actor/actor.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "lessons/04_receive_types/exercise.h"
#include "lessons/04_receive_types/scene.h"

namespace {

Scene* scene = nullptr;
int running = 0;  // the call that `handle` belongs to
int place = 0;    // of the job, 0 for the first of that call

void play(int call);

void write_down(Letter& letter, const Job& job) {
  letter.type = job.type;
  letter.size = static_cast<int>(job.size());
  std::memcpy(letter.bytes, job.data(), std::min(job.size(), sizeof letter.bytes));
}

void do_deed(const Deed& deed) {
  const auto queue = msgq::Queue::from_id(scene->calls[running].msqid);
  switch (deed.kind) {
    case Deed::Kind::nothing:
      return;
    case Deed::Kind::send:
      queue.send(Job{deed.more.type, deed.more.bytes, static_cast<std::size_t>(deed.more.size)});
      return;
    case Deed::Kind::remove_queue:
      queue.remove();
      return;
    case Deed::Kind::throw_errno:
      throw std::system_error{deed.number, std::system_category()};
    case Deed::Kind::throw_runtime_error:
      throw std::runtime_error{"the job cannot be done"};
    case Deed::Kind::throw_int:
      throw 42;
    case Deed::Kind::drain_another:
      play(deed.number);
      return;
  }
}

void handle(const Job& job) {
  const int number = scene->handled++;
  Handled unwritten;
  Handled& handled = number < most_handled ? scene->jobs[number] : unwritten;
  handled.call = running;
  write_down(handled.job, job);
  const int here = place++;
  for (const Deed& deed : scene->calls[running].deeds) {
    if (deed.at == here) do_deed(deed);
  }
  write_down(handled.job, job);  // again: it must still be the same job
  errno = ENOMSG;                // as whatever a program does with a job may leave it
}

void play(int number) {
  const int outer = std::exchange(running, number), outer_place = std::exchange(place, 0);
  Call& call = scene->calls[number];
  msgq::actor::attempt(call.outcome, ENOMSG, [&] {
    call.result = drain(msgq::Queue::from_id(call.msqid), call.least_urgent, call.patience, handle);
  });
  running = outer;
  place = outer_place;
}

}  // namespace

int main(int, char** argv) {
  scene = &msgq::actor::scene<Scene>(argv);
  for (int i = 0; i < scene->count; ++i) play(i);
}
