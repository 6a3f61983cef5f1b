// Tries bytes that nobody thought of, from PHP's own, tests/php_codec/vectors.txt, on:
//   bazel run --config=fuzz //tests/php_codec:fuzz -- -max_total_time=60
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "common/php/serialize.h"
#include "tests/php_codec/vectors.h"

using namespace msgq;
using php::Array;
using php::Value;

namespace {

int depth(const Value& value) {
  const auto* array = std::get_if<Array>(&value);
  if (array == nullptr) return 0;
  int deepest = 0;
  for (const php::Entry& entry : *array) deepest = std::max(deepest, depth(entry.value));
  return 1 + deepest;
}

bool has_double(const Value& value) {
  if (std::holds_alternative<double>(value)) return true;
  const auto* array = std::get_if<Array>(&value);
  return array != nullptr && std::any_of(array->begin(), array->end(), [](const php::Entry& entry) {
           return has_double(entry.value);
         });
}

void demand(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes{data, data + size};
  Value value;
  try {
    value = php::unserialize(bytes);
  } catch (const php::FormatError& error) {
    demand(error.byte() <= size);
    return 0;
  }
  demand(depth(value) <= php::max_depth);

  const std::string written = php::serialize(value);
  const Value again = php::unserialize(written);
  demand(php::serialize(again) == written);
  // Only a double may be written in more than one way.
  demand(written == bytes || has_double(value));
  return 0;
}

// Starts from .cache/php_corpus: a file for each vector, and what earlier runs have found. From
// nothing else if an input is given.
extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  if (std::any_of(*argv + 1, *argv + *argc, [](const char* argument) {
        return std::filesystem::is_regular_file(argument);
      })) {
    return 0;
  }
  const char* const workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  static std::string corpus =
      std::string{workspace != nullptr ? workspace : "."} + "/.cache/php_corpus";
  static std::vector<char*> arguments{*argv, *argv + *argc};
  std::filesystem::create_directories(corpus);
  for (const PhpVector& vector : php_vectors()) {
    std::ofstream{corpus + "/line_" + std::to_string(vector.line), std::ios::binary}
        << vector.bytes;
  }
  arguments.push_back(corpus.data());
  *argc = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  *argv = arguments.data();
  return 0;
}
