// Counts every allocation of this process, by new or by malloc, to prove that sending and receiving
// make none.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>

#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/trace.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

std::atomic<long> allocations = 0;

template <class Body>
long allocations_of(const Body& body) {
  const long before = allocations;
  body();
  return allocations - before;
}

// Keeps the compiler from doing without the block.
void use(const void* block) { asm volatile("" : : "r"(block) : "memory"); }

}  // namespace

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)

// A sanitizer has a malloc of its own, and hooks for those who want to know; declared here, because
// <sanitizer/allocator_interface.h> comes with clang only.
extern "C" int __sanitizer_install_malloc_and_free_hooks(
    void (*on_malloc)(const volatile void* block, std::size_t size),
    void (*on_free)(const volatile void* block));

const int installed = __sanitizer_install_malloc_and_free_hooks(
    [](const volatile void*, std::size_t) { ++allocations; }, [](const volatile void*) {});

#else

// These take the place of the C library's; operator new calls malloc.
extern "C" {

// NOLINTBEGIN(bugprone-reserved-identifier): the C library's own names for them
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
// NOLINTEND(bugprone-reserved-identifier)

void* malloc(std::size_t size) noexcept {
  ++allocations;
  return __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size) noexcept {
  ++allocations;
  return __libc_calloc(count, size);
}

void* realloc(void* old, std::size_t size) noexcept {
  ++allocations;
  return __libc_realloc(old, size);
}

}  // extern "C"

#endif

namespace {

struct Point {
  int x, y;
};

// Everything that a correct program does again and again.
void use_queue(Queue queue) {
  Message<Point> message;
  Text<64> text;
  for (int i = 0; i < 10; ++i) {
    queue.send(Message<Point>{1, {1, 2}});
    (void)queue.try_send(Text<64>{2, "hello"});
    (void)queue.try_peek(message, 0);
    (void)queue.try_peek(text, 1);
    (void)queue.try_peek(text, 2);  // no such place
    queue.receive(message, Select::exactly(1));
    (void)queue.try_receive(text);
    (void)queue.try_receive(text);  // nothing left
    queue.send(Text<64>{2, "hello"});
    (void)queue.try_send(Message<Point>{1, {1, 2}});
    queue.receive(text, Select::lowest_up_to(2), Oversize::truncate);
    queue.receive(text, Select::except(1));
  }
}

}  // namespace

TEST_CASE("the counter counts") {
  CHECK(allocations_of([] {}) == 0);
  CHECK(allocations_of([] { use(std::make_unique<int>(1).get()); }) == 1);
  CHECK(allocations_of([] { use(std::make_unique<int[]>(100).get()); }) == 1);
  CHECK(allocations_of([] { use(std::string(1000, 'x').data()); }) == 1);
  CHECK(allocations_of([] {
          void* const block = std::malloc(8);
          use(block);
          std::free(block);
        }) == 1);
  CHECK(allocations_of([] {
          void* block = std::calloc(1, 8);
          use(block);
          block = std::realloc(block, 1000);
          use(block);
          std::free(block);
        }) >= 2);
  CHECK(allocations_of([] {
          char* line = nullptr;
          if (asprintf(&line, "%d", 1) != -1) std::free(line);  // the C library's own
        }) >= 1);
}

TEST_CASE("sending and receiving allocate nothing") {
  const auto queue = ScopedQueue::create(ipc_private);
  CHECK(allocations_of([&] { use_queue(queue); }) == 0);
  CHECK(queue.status().messages == 0);
}

TEST_CASE("with a trace they allocate nothing either") {
  const auto queue = ScopedQueue::create(ipc_private);
  const int null = open("/dev/null", O_WRONLY);
  REQUIRE(null > 0);
  trace::to(null);
  const long count = allocations_of([&] { use_queue(queue); });
  trace::to(trace::nowhere);
  close(null);
  CHECK(count == 0);
}

TEST_CASE("create, status, set and remove allocate nothing either") {
  CHECK(allocations_of([] {
          const Queue queue = Queue::create(ipc_private);
          queue.set(queue.status().settings);
          queue.remove();
        }) == 0);
}
