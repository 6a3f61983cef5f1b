// Bytes as a C string literal would show them, for people to read.
#pragma once

#include <cstddef>

namespace msgq {

// Writes "text" in quotes into `out` (with a NUL, never more than `out_size` bytes): at most the
// first `shown` of `size` bytes, then ... if there are more. Bytes that are no printable ASCII and
// no UTF-8 appear as \0, \n, \x1f.
void escape(char* out, std::size_t out_size, const char* bytes, std::size_t size,
            std::size_t shown);

}  // namespace msgq
