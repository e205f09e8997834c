// What a fuzz target holds its subject to: a broken promise ends the process, as a crash does.
#pragma once

#include "messages/types/utf8.hpp"

#include <algorithm>
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

/// Nothing in it moves a terminal's cursor or ends a log's line.
inline bool is_plain_line(std::string_view text) {
  return is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return (static_cast<unsigned char>(c) < 0x20) || c == 0x7f;
         });
}

} // namespace orc::fuzz
