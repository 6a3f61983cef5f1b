#include "common/escape.h"

#include <cstdio>

namespace msgq {

void escape(char* out, std::size_t out_size, const char* bytes, std::size_t size,
            std::size_t shown) {
  if (shown > size) shown = size;
  // Never cut a UTF-8 character in half.
  while (shown < size && shown > 0 && (bytes[shown] & 0xc0) == 0x80) --shown;

  constexpr std::size_t longest = 4, ending = 5;  // \x1f, and "... with its NUL
  std::size_t used = 0;
  std::size_t i = 0;
  out[used++] = '"';
  for (; i < shown && used + longest + ending <= out_size; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (byte == '\0') {
      used += static_cast<std::size_t>(std::snprintf(out + used, 3, "\\0"));
    } else if (byte == '\n') {
      used += static_cast<std::size_t>(std::snprintf(out + used, 3, "\\n"));
    } else if (byte == '"' || byte == '\\') {
      used += static_cast<std::size_t>(std::snprintf(out + used, 3, "\\%c", byte));
    } else if (byte < 0x20 || byte == 0x7f) {
      used += static_cast<std::size_t>(std::snprintf(out + used, 5, "\\x%02x", byte));
    } else {
      out[used++] = bytes[i];
    }
  }
  std::snprintf(out + used, ending, "%s", i < size ? "\"..." : "\"");
}

}  // namespace msgq
