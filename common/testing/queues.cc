#include "common/testing/queues.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <vector>

#include "common/error_of.h"
#include "common/program/picture.h"

namespace msgq::testing {

bool exists(Queue queue) {
  return error_of([&] { (void)queue.status(); }) != EINVAL;
}

void set_capacity(Queue queue, std::size_t max_bytes) {
  Settings settings = queue.status().settings;
  settings.max_bytes = max_bytes;
  queue.set(settings);
}

void set_mode(Queue queue, mode_t mode) {
  Settings settings = queue.status().settings;
  settings.mode = mode;
  queue.set(settings);
}

bool set_owner(Queue queue, uid_t uid) {
  Settings settings = queue.status().settings;
  settings.uid = uid;
  try {
    queue.set(settings);
    return true;
  } catch (const std::system_error& error) {
    if (error.code().value() != EINVAL) throw;
    return false;
  }
}

int error_of_sending(Queue queue, std::size_t size) {
  const std::vector<char> message(sizeof(long) + size, 1);
  return calls::msgsnd(queue.id(), message.data(), size, IPC_NOWAIT) == -1 ? errno : 0;
}

std::string drawn(Queue queue) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* const out = open_memstream(&text, &size);
  if (out == nullptr) calls::fail("open_memstream");
  const int error = error_of([&] { draw(queue, out); });
  std::fclose(out);
  const std::string picture{text, size};
  std::free(text);
  return error == 0 ? picture : picture + "errno " + std::to_string(error);
}

}  // namespace msgq::testing
