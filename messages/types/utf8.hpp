// Text from outside may hold any bytes; JSON and Prometheus take UTF-8 alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace orc {

/// How many bytes the well-formed character at the front of `text` takes; 0 where it is not
/// well-formed (Unicode 15, table 3-7: no overlong forms, no surrogates, nothing over U+10FFFF).
constexpr std::size_t utf8_front(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (text.empty())
    return 0;
  const unsigned first = at(0);
  if (first < 0x80)
    return 1;
  const std::size_t length = first < 0xc2   ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
  if (length == 0 || text.size() < length)
    return 0;
  const unsigned low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const unsigned high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (at(1) < low || at(1) > high)
    return 0;
  for (std::size_t i = 2; i < length; ++i)
    if (at(i) < 0x80 || at(i) > 0xbf)
      return 0;
  return length;
}

/// The text with U+FFFD in the place of every byte that belongs to no character.
inline std::string to_utf8(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const auto length = utf8_front(text);
    clean += length == 0 ? std::string_view{"\xef\xbf\xbd"} : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return clean;
}

} // namespace orc
