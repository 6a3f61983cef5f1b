#include "lessons/05_flags/exercise.h"

#include <exception>
#include <thread>

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// Another thread receives, and this one waits for it.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  ssize_t size = -1;
  std::exception_ptr thrown;
  std::thread{[&] {
    try {
      while ((size = calls::msgrcv(queue.id(), buffer.message(), buffer.room(), msgtyp,
                                   IPC_NOWAIT)) == -1 &&
             errno != ENOMSG) {
        calls::fail_unless(E2BIG, "msgrcv");
        buffer.grow(2 * buffer.room());
      }
    } catch (...) {
      thrown = std::current_exception();
    }
  }}.join();
  if (thrown) std::rethrow_exception(thrown);
  return size;
}
