#include "common/escape.h"

#include <cstring>
#include <string>
#include <string_view>

#include "doctest/doctest.h"

using namespace msgq;

namespace {

std::string escaped(std::string_view bytes, std::size_t shown = 100) {
  char out[200];
  escape(out, sizeof out, bytes.data(), bytes.size(), shown);
  return out;
}

}  // namespace

TEST_CASE("text stands in quotes") {
  CHECK(escaped("hello") == R"("hello")");
  CHECK(escaped("") == R"("")");
  CHECK(escaped(" ~!") == R"(" ~!")");
}

TEST_CASE("bytes that a terminal would not show are escaped") {
  CHECK(escaped({"a\0b\0", 4}) == R"("a\0b\0")");
  CHECK(escaped("two\nlines") == R"("two\nlines")");
  CHECK(escaped("\x01 \x1f ~\x7f") == R"("\x01 \x1f ~\x7f")");
  CHECK(escaped("\t\x1b[1m\x7f") == R"("\x09\x1b[1m\x7f")");
}

TEST_CASE("quotes and backslashes cannot be mistaken for ours") {
  CHECK(escaped(R"(say "hi")") == R"("say \"hi\"")");
  CHECK(escaped(R"(\n)") == R"("\\n")");
}

TEST_CASE("utf-8 is text") {
  CHECK(escaped("Gr\u00fc\u00dfe \u20ac \U0001f600") == "\"Gr\u00fc\u00dfe \u20ac \U0001f600\"");
}

TEST_CASE("bytes beyond ascii that are no utf-8 are escaped") {
  CHECK(escaped("\xff") == R"("\xff")");
  CHECK(escaped("caf\xe9") == R"("caf\xe9")");
  CHECK(escaped("\xe9t\xe9") == R"("\xe9t\xe9")");
  CHECK(escaped("\x80\xbf") == R"("\x80\xbf")");
  CHECK(escaped("\xc0\x80") == R"("\xc0\x80")");
  CHECK(escaped("\xe2\x82") == R"("\xe2\x82")");
  CHECK(escaped("\xf0\x9f\x98") == R"("\xf0\x9f\x98")");
}

TEST_CASE("characters that are not seen but act on a terminal are escaped") {
  CHECK(escaped("\u0080\u009b\u009f") == R"("\xc2\x80\xc2\x9b\xc2\x9f")");
  CHECK(escaped("\u00a0\u00ff") == "\"\u00a0\u00ff\"");
  // NOLINTNEXTLINE(misc-misleading-bidirectional): they are what is asked
  CHECK(escaped("\u2027\u2028\u202e\u202f") == "\"\u2027\\xe2\\x80\\xa8\\xe2\\x80\\xae\u202f\"");
  // NOLINTNEXTLINE(misc-misleading-bidirectional): they are what is asked
  CHECK(escaped("\u2065\u2066\u2069\u206a") == "\"\u2065\\xe2\\x81\\xa6\\xe2\\x81\\xa9\u206a\"");
}

TEST_CASE("a text in one line") {
  CHECK(printable("a\nb\x1b[2J \"c\" \\ \u20ac \xff") == R"(a\nb\x1b[2J "c" \ )"
                                                         "\u20ac \\xff");
  CHECK(printable("") == "");
}

TEST_CASE("borders of well-formed utf-8") {
  const auto is_character = [](std::string_view bytes) {
    return utf8_length(bytes.data(), bytes.size()) == bytes.size();
  };
  CHECK(is_character("\x7f"));
  CHECK_FALSE(is_character("\x80"));
  CHECK_FALSE(is_character("\xc1\xbf"));
  CHECK(is_character("\xc2\x80"));
  CHECK(is_character("\xdf\xbf"));
  CHECK_FALSE(is_character("\xe0\x9f\xbf"));
  CHECK(is_character("\xe0\xa0\x80"));
  CHECK(is_character("\xed\x9f\xbf"));
  CHECK_FALSE(is_character("\xed\xa0\x80"));
  CHECK(is_character("\xee\x80\x80"));
  CHECK(is_character("\xef\xbf\xbf"));
  CHECK_FALSE(is_character("\xf0\x8f\xbf\xbf"));
  CHECK(is_character("\xf0\x90\x80\x80"));
  CHECK(is_character("\xf4\x8f\xbf\xbf"));
  CHECK_FALSE(is_character("\xf4\x90\x80\x80"));
  CHECK_FALSE(is_character("\xf5\x80\x80\x80"));
  CHECK_FALSE(is_character("\xe2\x82\x7f"));
  CHECK_FALSE(is_character("\xe2\x82\xc0"));
}

TEST_CASE("utf8_length") {
  CHECK(utf8_length("a", 1) == 1);
  CHECK(utf8_length("\u00fc", 2) == 2);
  CHECK(utf8_length("\u20ac", 3) == 3);
  CHECK(utf8_length("\U0001f600", 4) == 4);
  CHECK(utf8_length("\u20ac", 2) == 0);
  CHECK(utf8_length("\xff", 1) == 0);
}

TEST_CASE("only the first bytes are shown, and three dots for the rest") {
  CHECK(escaped("0123456789", 4) == R"("0123"...)");
  CHECK(escaped("0123", 4) == R"("0123")");
  CHECK(escaped("0123", 0) == R"(""...)");
}

TEST_CASE("no utf-8 character is cut in half") {
  CHECK(escaped("ab\u20acd", 2) == R"("ab"...)");
  CHECK(escaped("ab\u20acd", 3) == R"("ab"...)");
  CHECK(escaped("ab\u20acd", 4) == R"("ab"...)");
  CHECK(escaped("ab\u20acd", 5) == "\"ab\u20ac\"...");
}

TEST_CASE("never more is written than there is room for") {
  const std::string_view hard = "\x01\x02\xff\u20ac\x03 and\0so on";
  for (std::size_t room = 6; room < 60; ++room) {
    CAPTURE(room);
    char out[64];
    std::memset(out, '#', sizeof out);
    escape(out, room, hard.data(), hard.size(), hard.size());
    CHECK(std::strlen(out) < room);
    CHECK(out[0] == '"');
    for (std::size_t i = room; i < sizeof out; ++i) CHECK(out[i] == '#');
  }
}

TEST_CASE("what does not fit is cut, and three dots say so") {
  char out[12];
  escape(out, sizeof out, "0123456789", 10, 10);
  CHECK(std::string{out} == R"("012345"...)");
}
