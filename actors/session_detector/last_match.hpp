// The last match of an expression in a text, at a bounded price. Pure; used by matching.cpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace orc {

inline constexpr std::size_t most_matches = 1000; ///< that are looked at one by one

/// What `find(from)` gave last: the groups of the first match that begins at `from` or behind it,
/// the whole match first, or nothing. Every call may read all the rest, and one for each match of a
/// text would take quadratic time: behind the first 1000 matches the rest of the row in which one
/// ends is passed over.
template <class Find>
[[nodiscard]] auto last_match(std::string_view text, Find find) {
  decltype(find(0)) last;
  std::size_t count = 0;
  for (std::size_t from = 0; from <= text.size();) {
    const auto one = find(from);
    if (!one)
      break;
    last = one;
    const auto& whole = one->front();
    const auto end = static_cast<std::size_t>(whole.data() + whole.size() - text.data());
    from = std::max(end, from + 1);
    if (++count >= most_matches)
      from = std::min(text.find('\n', from - 1), text.size()) + 1;
  }
  return last;
}

} // namespace orc
