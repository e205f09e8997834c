// What a row is: a horizontal line, an option of a menu. Rows are clean. Pure.
#pragma once

#include <optional>
#include <string_view>

namespace orc {

/// Without blanks and the vertical lines of a box at its left.
[[nodiscard]] std::string_view without_left(std::string_view row);

/// A horizontal line of at least ten columns, a few words in it allowed.
[[nodiscard]] bool is_rule_line(std::string_view row);

struct menu_option {
  int number = 0;
  bool selected = false;
};

/// "❯ 2. No", "  3) Maybe"; nothing for other rows.
[[nodiscard]] std::optional<menu_option> option_of(std::string_view row);

} // namespace orc
