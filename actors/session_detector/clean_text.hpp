// Text of any bytes as valid UTF-8 without control characters, and what its characters measure.
// Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace orc {

struct decoded {
  char32_t character = 0;
  std::size_t bytes = 0; ///< 0: not valid here
};

/// The character that the text begins with; the text is not empty.
[[nodiscard]] decoded decode(std::string_view s);

/// Valid UTF-8 of at most `limit` bytes: what is not becomes U+FFFD, control characters blanks.
void append_clean(std::string& out, std::string_view hostile, std::size_t limit);

inline constexpr std::size_t most_row_bytes = 8192; ///< a longer row is cut
/// A run of one and the same line or block character is shortened to so many.
inline constexpr std::size_t longest_line = 40;

/// A row, clean, with its frames shortened: they are a third of a screen's bytes, every rule would
/// read them, and they say no more with more of them.
void append_row(std::string& out, std::string_view hostile);

/// Columns that tmux gives a character: 0 combining, 2 wide, else 1.
[[nodiscard]] int columns_of(char32_t character);

} // namespace orc
