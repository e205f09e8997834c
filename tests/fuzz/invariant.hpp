// What a fuzz target holds its subject to: a broken promise ends the process, as a crash does.
#pragma once

#include "messages/types/utf8.hpp"

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace orc::fuzz {

inline void require(bool kept, const char* promise) {
  if (kept)
    return;
  std::fprintf(stderr, "fuzz: not kept: %s\n", promise);
  std::abort();
}

inline bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto length = utf8_front(text);
    if (length == 0)
      return false;
    text.remove_prefix(length);
  }
  return true;
}

/// Nothing in it moves a terminal's cursor or ends a log's line: no control character, neither of
/// ASCII nor U+0080 to U+009F, among which some terminals find the beginning of a sequence.
inline bool is_plain_line(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    if (byte < 0x20 || byte == 0x7f || (byte == 0xc2 && next >= 0x80 && next < 0xa0))
      return false;
  }
  return is_utf8(text);
}

} // namespace orc::fuzz
