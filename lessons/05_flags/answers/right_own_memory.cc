#include "lessons/05_flags/exercise.h"

#include <cstring>
#include <vector>

#include "common/queue.h"

using msgq::Queue;
namespace calls = msgq::calls;

// Receives into memory of its own, and knows the size before the buffer grows.
ssize_t receive_whole(Queue queue, Buffer& buffer, long msgtyp) {
  std::vector<char> memory(sizeof(long) + 8192);
  for (;;) {
    const std::size_t room = memory.size() - sizeof(long);
    const ssize_t size = calls::msgrcv(queue.id(), memory.data(), room, msgtyp, IPC_NOWAIT);
    if (size == -1 && errno == E2BIG) {
      memory.resize(2 * memory.size());
      continue;
    }
    if (size == -1) {
      calls::fail_unless(ENOMSG, "msgrcv");
      return -1;
    }
    const auto letters = static_cast<std::size_t>(size);
    if (letters > buffer.room()) buffer.grow(letters);
    std::memcpy(buffer.message(), memory.data(), sizeof(long) + letters);
    return size;
  }
}
