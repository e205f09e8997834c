// What a row is: a horizontal line, an option of a menu. Rows are clean. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orc {

/// Without blanks and the vertical lines of a box at its left.
[[nodiscard]] std::string_view without_left(std::string_view row);

/// A horizontal line of at least ten columns, a few words in it allowed.
[[nodiscard]] bool is_rule_line(std::string_view row);

/// One of the glyphs first, and a blank or nothing behind it.
[[nodiscard]] bool begins_with_prompt(std::string_view row, const std::vector<std::string>& glyphs);

/// The edges of a frame of half blocks, open at its right: "╻▄▄▄▄", "┃ text", "╹▀▀▀▀".
[[nodiscard]] bool is_frame_top(std::string_view row);
[[nodiscard]] bool is_frame_side(std::string_view row);
[[nodiscard]] bool is_frame_bottom(std::string_view row);

struct menu_option {
  int number = 0;
  bool selected = false;
};

/// "❯ 2. No", "  3) Maybe"; nothing for other rows.
[[nodiscard]] std::optional<menu_option> option_of(std::string_view row);

} // namespace orc
