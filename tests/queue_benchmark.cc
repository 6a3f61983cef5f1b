// What msgq costs beside the raw calls: tests/speed compares the two and judges.

#include <benchmark/benchmark.h>

#include "common/scoped_queue.h"
#include "tests/pairs.h"

namespace {

constexpr long batch = 1000;

template <std::size_t size>
void raw(benchmark::State& state) {
  const auto queue = msgq::ScopedQueue::create(msgq::ipc_private);
  while (state.KeepRunningBatch(batch)) raw_pairs<size>(queue.id(), batch);
}

template <std::size_t size>
void msgq_(benchmark::State& state) {
  const auto queue = msgq::ScopedQueue::create(msgq::ipc_private);
  while (state.KeepRunningBatch(batch)) msgq_pairs<size>(queue, batch);
}

BENCHMARK_TEMPLATE(raw, 16)->Name("raw/16");
BENCHMARK_TEMPLATE(msgq_, 16)->Name("msgq/16");
BENCHMARK_TEMPLATE(raw, 256)->Name("raw/256");
BENCHMARK_TEMPLATE(msgq_, 256)->Name("msgq/256");
BENCHMARK_TEMPLATE(raw, 1024)->Name("raw/1024");
BENCHMARK_TEMPLATE(msgq_, 1024)->Name("msgq/1024");
BENCHMARK_TEMPLATE(raw, 8192)->Name("raw/8192");
BENCHMARK_TEMPLATE(msgq_, 8192)->Name("msgq/8192");

}  // namespace

BENCHMARK_MAIN();
