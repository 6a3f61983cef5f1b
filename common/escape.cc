#include "common/escape.h"

#include <cstdio>
#include <cstring>

namespace msgq {
namespace {

// A character as people see it, with its length in bytes: at most \xe2\x80\xae, and a NUL.
struct Shown {
  char text[13];
  std::size_t size;    // of the text
  std::size_t length;  // of the character
};

// Is this character of UTF-8 not seen, but acts on a terminal? Controls from U+0080 to U+009F, ends
// of lines, and what turns the direction of writing: U+2028 to U+202E, U+2066 to U+2069.
bool acts_unseen(const char* bytes, std::size_t length) {
  if (length == 2)
    return std::memcmp(bytes, "\xc2\x80", 2) >= 0 && std::memcmp(bytes, "\xc2\x9f", 2) <= 0;
  if (length != 3) return false;
  return (std::memcmp(bytes, "\u2027", 3) > 0 && std::memcmp(bytes, "\u202f", 3) < 0) ||
         (std::memcmp(bytes, "\u2065", 3) > 0 && std::memcmp(bytes, "\u206a", 3) < 0);
}

Shown show(const char* bytes, std::size_t size) {
  const auto byte = static_cast<unsigned char>(*bytes);
  const std::size_t character = utf8_length(bytes, size);
  Shown shown{{}, 0, character != 0 ? character : 1};
  if (byte == '\0') {
    shown.size = static_cast<std::size_t>(std::snprintf(shown.text, sizeof shown.text, "\\0"));
  } else if (byte == '\n') {
    shown.size = static_cast<std::size_t>(std::snprintf(shown.text, sizeof shown.text, "\\n"));
  } else if (byte < 0x20 || byte == 0x7f || character == 0 || acts_unseen(bytes, character)) {
    for (std::size_t i = 0; i < shown.length; ++i) {
      const auto part = static_cast<unsigned char>(bytes[i]);
      shown.size +=
          static_cast<std::size_t>(std::snprintf(shown.text + shown.size, 5, "\\x%02x", part));
    }
  } else {
    std::memcpy(shown.text, bytes, character);
    shown.size = character;
  }
  return shown;
}

}  // namespace

// The table of well-formed UTF-8 in the Unicode standard: some second bytes would make a character
// that has a shorter form, or half of a pair, or one beyond the last.
std::size_t utf8_length(const char* bytes, std::size_t size) {
  const auto lead = static_cast<unsigned char>(*bytes);
  std::size_t length = 0;
  unsigned char least_second = 0x80, most_second = 0xbf;
  if (lead < 0x80) length = 1;
  if (lead >= 0xc2 && lead <= 0xdf) length = 2;
  if (lead >= 0xe0 && lead <= 0xef) length = 3;
  if (lead >= 0xf0 && lead <= 0xf4) length = 4;
  if (lead == 0xe0) least_second = 0xa0;
  if (lead == 0xed) most_second = 0x9f;
  if (lead == 0xf0) least_second = 0x90;
  if (lead == 0xf4) most_second = 0x8f;
  if (length > size) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (byte < (i == 1 ? least_second : 0x80) || byte > (i == 1 ? most_second : 0xbf)) return 0;
  }
  return length;
}

void escape(char* out, std::size_t out_size, const char* bytes, std::size_t size,
            std::size_t shown) {
  constexpr std::size_t ending = 5;  // "... with its NUL
  std::size_t used = 0;
  std::size_t i = 0;
  out[used++] = '"';
  while (i < size) {
    Shown next = show(bytes + i, size - i);
    if (bytes[i] == '"' || bytes[i] == '\\') next = {{'\\', bytes[i]}, 2, 1};
    if (i + next.length > shown || used + next.size + ending > out_size) break;
    std::memcpy(out + used, next.text, next.size);
    used += next.size;
    i += next.length;
  }
  std::snprintf(out + used, ending, "%s", i < size ? "\"..." : "\"");
}

std::string printable(const char* text) {
  const std::size_t size = std::strlen(text);
  std::string result;
  for (std::size_t i = 0; i < size;) {
    const Shown next = show(text + i, size - i);
    result.append(next.text, next.size);
    i += next.length;
  }
  return result;
}

}  // namespace msgq
