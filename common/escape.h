// Bytes as a C string literal would show them, for people to read.
#pragma once

#include <cstddef>

namespace msgq {

// Writes "text" in quotes into `out` (with a NUL, never more than `out_size` bytes, which are 6 or
// more): at most the first `shown` of `size` bytes, then ... if there are more. Bytes that are no
// printable ASCII and no UTF-8 appear as \0, \n, \x1f. No UTF-8 character is cut in half.
void escape(char* out, std::size_t out_size, const char* bytes, std::size_t size,
            std::size_t shown);

// How many of these 1 or more bytes are the UTF-8 character they begin with; 0 if it is none.
std::size_t utf8_length(const char* bytes, std::size_t size);

}  // namespace msgq
