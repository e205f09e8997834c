// The escape sequences in a row, as far as they say whether a character is faint. Pure; used by
// styled_row.cpp alone.
#pragma once

#include <cstddef>
#include <string_view>

namespace orc {

struct glyph_look {
  bool dim = false;
  bool inverse = false;
  bool grey = false;
};

/// Moves `at`, which stands on ESC, behind the whole sequence.
void take_escape(std::string_view text, std::size_t& at, glyph_look& now);

} // namespace orc
