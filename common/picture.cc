#include "common/picture.h"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <vector>

#include "common/escape.h"

namespace msgq {
namespace {

constexpr long most_boxes = 16;
constexpr std::size_t most_text = 24;  // bytes shown of one message

// The kernel's struct with room that can grow.
class Peeked {
 public:
  // False if there is no message at this place.
  bool peek(Queue queue, long place) {
    for (;;) {
      const std::size_t room = buffer_.size() - sizeof(long);
      size_ = calls::msgrcv(queue.id(), buffer_.data(), room, place, MSG_COPY | IPC_NOWAIT);
      if (size_ >= 0) return true;
      if (errno == ENOMSG) return false;
      if (errno != E2BIG) calls::fail("msgrcv");
      buffer_.resize(2 * buffer_.size());
    }
  }

  long type() const {
    long type = 0;
    std::memcpy(&type, buffer_.data(), sizeof type);
    return type;
  }
  std::size_t size() const { return static_cast<std::size_t>(size_); }
  const char* bytes() const { return buffer_.data() + sizeof(long); }

  // Text is UTF-8 and may hold NULs between its letters; other control characters mean numbers.
  bool is_text() const {
    bool letters = size() == 0;
    for (std::size_t i = 0; i < size();) {
      const auto byte = static_cast<unsigned char>(bytes()[i]);
      if ((byte < 0x20 && byte != '\0' && byte != '\n') || byte == 0x7f) return false;
      const std::size_t length = utf8_length(bytes() + i, size() - i);
      if (length == 0) return false;
      letters |= byte != '\0';
      i += length;
    }
    return letters;
  }

 private:
  std::vector<char> buffer_ = std::vector<char>(sizeof(long) + 8192);  // msgmax is 8192 by default
  ssize_t size_ = 0;
};

void draw_box(const Peeked& message, std::FILE* out) {
  if (message.is_text()) {
    char text[4 * most_text + 8];
    escape(text, sizeof text, message.bytes(), message.size(), most_text);
    std::fprintf(out, " [%ld %s]", message.type(), text);
  } else {
    std::fprintf(out, " [%ld %zu bytes]", message.type(), message.size());
  }
}

}  // namespace

void draw(Queue queue, std::FILE* out) {
  Peeked message;
  long place = 0;
  try {
    if (!message.peek(queue, 0)) {
      std::fputs("head > (empty) > tail\n", out);
      return;
    }
  } catch (const std::system_error& error) {
    if (error.code().value() != ENOSYS) throw;
    std::fputs("(no picture: this kernel cannot peek, it lacks CONFIG_CHECKPOINT_RESTORE)\n", out);
    return;
  }
  std::fputs("head >", out);
  do {
    if (place == most_boxes) {
      const auto waiting = static_cast<long>(queue.status().messages);
      std::fprintf(out, " ... and %ld more", waiting - place);
      break;
    }
    draw_box(message, out);
  } while (message.peek(queue, ++place));
  std::fputs(" > tail\n", out);
}

}  // namespace msgq
