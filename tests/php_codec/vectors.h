// Values and the bytes that PHP's serialize() makes of them, from vectors.txt, which
// vectors.php wrote.
#pragma once

#include <cstddef>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace msgq {

struct PhpVector {
  std::size_t line;
  std::string value;  // as in the file
  std::string bytes;
};

// \x1f is that byte, \{8182}x are 8182 letters x.
inline std::string php_unescape(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t times = 1;
    if (text.substr(i, 2) == "\\{") {
      const std::size_t end = text.find('}', i);
      times = std::stoul(std::string{text.substr(i + 2, end - i - 2)});
      i = end + 1;
    }
    if (text.substr(i, 2) == "\\x") {
      bytes.append(times,
                   static_cast<char>(std::stoi(std::string{text.substr(i + 2, 2)}, nullptr, 16)));
      i += 3;
    } else {
      bytes.append(times, text[i]);
    }
  }
  return bytes;
}

inline std::vector<PhpVector> php_vectors() {
  std::ifstream file{"tests/php_codec/vectors.txt"};
  std::vector<PhpVector> vectors;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.starts_with('#')) continue;
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos) throw std::runtime_error("vectors.txt: no tab: " + line);
    vectors.push_back({number, line.substr(0, tab), php_unescape(line.substr(tab + 1))});
  }
  if (vectors.empty()) throw std::runtime_error("tests/php_codec/vectors.txt: missing or empty");
  return vectors;
}

}  // namespace msgq
