// What a send and a receive cost through msgq, beside the raw calls; times are of one pair. A
// single launch of this says little: tests/speed/speed.py takes the median of many, and judges.

#include <benchmark/benchmark.h>

#include "common/scoped_queue.h"
#include "tests/speed/pairs.h"

namespace {

constexpr long batch = 1000;

template <std::size_t size>
void raw_calls(benchmark::State& state) {
  const auto queue = msgq::ScopedQueue::create(msgq::ipc_private);
  while (state.KeepRunningBatch(batch)) raw_pairs<size>(queue.id(), batch);
}

template <std::size_t size>
void through_msgq(benchmark::State& state) {
  const auto queue = msgq::ScopedQueue::create(msgq::ipc_private);
  while (state.KeepRunningBatch(batch)) msgq_pairs<size>(queue, batch);
}

template <std::size_t size>
void register_both() {
  const std::string bytes = std::to_string(size);
  benchmark::RegisterBenchmark(("raw/" + bytes).c_str(), raw_calls<size>);
  benchmark::RegisterBenchmark(("msgq/" + bytes).c_str(), through_msgq<size>);
}

}  // namespace

int main(int argc, char** argv) {
  register_both<16>();
  register_both<256>();
  register_both<1024>();
  register_both<8192>();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
