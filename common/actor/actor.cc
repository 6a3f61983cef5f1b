#include "common/actor/actor.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

// The tracer that tries the orders is in LeakSanitizer's way, which would trace the process too.
// NOLINTNEXTLINE(bugprone-reserved-identifier): the sanitizer gives it this name
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }

namespace msgq::actor {
namespace {

[[noreturn]] void fail(const char* why) {
  std::fprintf(stderr, "%s: this program runs an answer for its check; start that instead\n", why);
  _exit(2);
}

}  // namespace

void* memory_of_scene(char** argv) {
  if (argv[0] == nullptr || argv[1] == nullptr) fail("no scene");
  const int fd = std::atoi(argv[1]);
  struct stat file {};
  if (fstat(fd, &file) == -1) fail("fstat");
  const auto size = static_cast<std::size_t>(file.st_size);
  void* const memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) fail("mmap");
  close(fd);
  return memory;
}

int part(char** argv) { return std::atoi(argv[2]); }

}  // namespace msgq::actor
