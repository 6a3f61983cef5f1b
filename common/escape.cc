#include "common/escape.h"

#include <cstdio>
#include <cstring>

namespace msgq {

std::size_t utf8_length(const char* bytes, std::size_t size) {
  const auto lead = static_cast<unsigned char>(*bytes);
  std::size_t length = 0;
  if (lead < 0x80) length = 1;
  if (lead >= 0xc2 && lead <= 0xdf) length = 2;
  if (lead >= 0xe0 && lead <= 0xef) length = 3;
  if (lead >= 0xf0 && lead <= 0xf4) length = 4;
  if (length > size) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((bytes[i] & 0xc0) != 0x80) return 0;
  }
  return length;
}

void escape(char* out, std::size_t out_size, const char* bytes, std::size_t size,
            std::size_t shown) {
  constexpr std::size_t longest = 4, ending = 5;  // \x1f, and "... with its NUL
  std::size_t used = 0;
  std::size_t i = 0;
  out[used++] = '"';
  while (i < size && used + longest + ending <= out_size) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    const std::size_t character = utf8_length(bytes + i, size - i);
    const std::size_t length = character != 0 ? character : 1;
    if (i + length > shown) break;
    if (byte == '\0') {
      used += static_cast<std::size_t>(std::snprintf(out + used, 3, "\\0"));
    } else if (byte == '\n') {
      used += static_cast<std::size_t>(std::snprintf(out + used, 3, "\\n"));
    } else if (byte == '"' || byte == '\\') {
      used += static_cast<std::size_t>(std::snprintf(out + used, 3, "\\%c", byte));
    } else if (byte < 0x20 || byte == 0x7f || character == 0) {
      used += static_cast<std::size_t>(std::snprintf(out + used, 5, "\\x%02x", byte));
    } else {
      std::memcpy(out + used, bytes + i, length);
      used += length;
    }
    i += length;
  }
  std::snprintf(out + used, ending, "%s", i < size ? "\"..." : "\"");
}

}  // namespace msgq
