#include "lessons/04_receive_types/exercise.h"

#include <cerrno>
#include <system_error>

#include "common/queue.h"

using msgq::Queue;

// Without the library, and with a buffer of its own.
int drain(Queue queue, long least_urgent, int patience, void (*handle)(const Job& job)) {
  struct {
    long type;
    char text[64];
  } raw;
  int handled = 0, left = patience;
  for (;;) {
    const long msgtyp = left > 0 ? -least_urgent : 0;
    const ssize_t size = ::msgrcv(queue.id(), &raw, sizeof raw.text, msgtyp, IPC_NOWAIT);
    if (size == -1 && errno == ENOMSG) return handled;
    if (size == -1) throw std::system_error{errno, std::generic_category(), "msgrcv"};
    handle(Job{raw.type, raw.text, static_cast<std::size_t>(size)});
    ++handled;
    left = left > 0 ? left - 1 : patience;
  }
}
