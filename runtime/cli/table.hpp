// Text for a terminal: tables that fit it, colours only on one, nothing hostile let through. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace orc::cli {

struct terminal {
  std::size_t columns = 80;
  bool colors = false;
};

/// Of standard output: its width (COLUMNS, else the kernel's word, else no
/// limit where it is a file or a pipe); colours where it is a
/// terminal that is not dumb, and NO_COLOR is not set to anything (https://no-color.org).
[[nodiscard]] terminal this_terminal();

enum class ink : unsigned char { plain, red, yellow, green, blue, dim };

/// The escape sequences around the text, or the text alone where there are no colours.
[[nodiscard]] std::string paint(std::string_view text, ink color, const terminal& t);

/// Control characters and broken UTF-8 made visible: a title must not move the cursor.
[[nodiscard]] std::string printable(std::string_view text);

/// Columns that a printable text takes (wcwidth(3) of a UTF-8 locale, else one a character).
[[nodiscard]] std::size_t width_of(std::string_view text);

struct cell {
  std::string text; ///< hostile or not: it is made printable
  ink color = ink::plain;
};

/// A head and rows of as many cells. The widest columns give way where the
/// terminal is too narrow.
[[nodiscard]] std::string table(const std::vector<std::string>& head,
                                const std::vector<std::vector<cell>>& rows,
                                const terminal& t);

/// 59s, 12m, 3h 5m, 2d 4h
[[nodiscard]] std::string short_duration(double seconds);

/// The colour in which a state or a component's colour is told.
[[nodiscard]] ink ink_of(std::string_view word);

} // namespace orc::cli
