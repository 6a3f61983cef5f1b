// For mutants.php: of each line of input, bytes in hex, prints what php::serialize() makes of
// them after php::unserialize(), also in hex, or why they are refused.
#include <cstdio>
#include <iostream>
#include <string>

#include "common/php/serialize.h"

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < line.size(); i += 2) {
      bytes += static_cast<char>(std::stoi(line.substr(i, 2), nullptr, 16));
    }
    try {
      for (const char c : msgq::php::serialize(msgq::php::unserialize(bytes))) {
        std::printf("%02x", static_cast<unsigned char>(c));
      }
    } catch (const msgq::php::FormatError& error) {
      std::printf("%s", error.what());
    }
    std::printf("\n");
  }
}
