#include "common/program/picture.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <vector>

#include "common/escape.h"

namespace msgq {
namespace {

constexpr std::size_t most_boxes = 16;
constexpr std::size_t most_text = 24;  // bytes shown of one message

struct Peeked {
  long type;
  std::string bytes;
};

// The kernel's struct with room that can grow; msgmax is 8192 by default.
using Buffer = std::vector<char>;

// The size of the message at this place, which is in the buffer afterwards; -1 if there is none.
ssize_t peek(Queue queue, long place, Buffer& buffer) {
  for (;;) {
    const std::size_t room = buffer.size() - sizeof(long);
    const ssize_t size =
        calls::msgrcv(queue.id(), buffer.data(), room, place, MSG_COPY | IPC_NOWAIT);
    if (size >= 0 || errno == ENOMSG) return size;
    if (errno != E2BIG) calls::fail("msgrcv");
    buffer.resize(2 * buffer.size());
  }
}

// The oldest messages: as many as are drawn, and one more if there are more.
std::vector<Peeked> oldest(Queue queue) {
  std::vector<Peeked> found;
  Buffer buffer(sizeof(long) + 8192);
  while (found.size() <= most_boxes) {
    const ssize_t size = peek(queue, static_cast<long>(found.size()), buffer);
    if (size == -1) break;
    long type = 0;
    std::memcpy(&type, buffer.data(), sizeof type);
    found.push_back({type, {buffer.data() + sizeof type, static_cast<std::size_t>(size)}});
  }
  return found;
}

// Text is UTF-8 and may hold NULs between its letters; other control characters mean numbers.
bool is_text(const std::string& bytes) {
  bool letters = bytes.empty();
  for (std::size_t i = 0; i < bytes.size();) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if ((byte < 0x20 && byte != '\0' && byte != '\n') || byte == 0x7f) return false;
    const std::size_t length = utf8_length(bytes.data() + i, bytes.size() - i);
    if (length == 0) return false;
    letters |= byte != '\0';
    i += length;
  }
  return letters;
}

void draw_box(const Peeked& message, std::FILE* out) {
  if (is_text(message.bytes)) {
    char text[4 * most_text + 8];
    escape(text, sizeof text, message.bytes.data(), message.bytes.size(), most_text);
    std::fprintf(out, " [%ld %s]", message.type, text);
  } else {
    std::fprintf(out, " [%ld %zu bytes]", message.type, message.bytes.size());
  }
}

}  // namespace

void draw(Queue queue, std::FILE* out) {
  std::vector<Peeked> messages;
  try {
    messages = oldest(queue);
  } catch (const std::system_error& error) {
    if (error.code().value() != ENOSYS) throw;
    (void)queue.status();  // throws ENOSYS where no call works, and not only the peek does not
    std::fputs("(no picture: this kernel cannot peek, it lacks CONFIG_CHECKPOINT_RESTORE)\n", out);
    return;
  }
  const std::size_t waiting = messages.size() > most_boxes ? queue.status().messages : 0;
  if (messages.size() > most_boxes) messages.pop_back();

  std::fputs("head >", out);
  if (messages.empty()) std::fputs(" (empty)", out);
  for (const Peeked& message : messages) draw_box(message, out);
  if (waiting > messages.size()) std::fprintf(out, " ... and %zu more", waiting - messages.size());
  std::fputs(" > tail\n", out);
}

}  // namespace msgq
