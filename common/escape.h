// Bytes for people to read, much as a C string literal shows them.
#pragma once

#include <cstddef>
#include <string>

namespace msgq {

// Writes "text" in quotes into `out` (with a NUL, never more than `out_size` bytes, which are 6 or
// more): at most the first `shown` of `size` bytes, then ... if there are more. Bytes that are no
// printable ASCII and no UTF-8 appear as \0, \n, \x1f; so do those of characters that would not be
// seen but act on a terminal. No UTF-8 character is cut in half.
void escape(char* out, std::size_t out_size, const char* bytes, std::size_t size,
            std::size_t shown);

// The text in one line, without quotes and whole; what escape() would escape is, but for quotes and
// backslashes.
std::string printable(const char* text);

// How many of these 1 or more bytes are the UTF-8 character they begin with; 0 if it is none.
std::size_t utf8_length(const char* bytes, std::size_t size);

}  // namespace msgq
