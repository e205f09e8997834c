// A captured pane as rows and regions, whatever bytes it is made of.
//
// Lifecycle: 1. made of one capture; 2. asked for regions; 3. thrown away. Pure; not shared between
// threads. Text is valid UTF-8 without control characters; no-break spaces are plain ones.
#pragma once

#include "actors/session_detector/rule_spec.hpp"
#include "messages/types/tmux.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace orc {

inline constexpr std::size_t most_rows = 1000;           ///< the lowest ones are kept
inline constexpr std::size_t most_row_bytes = 8192;      ///< a longer row is cut
inline constexpr std::size_t most_screen_bytes = 262144; ///< rows beyond it are empty
inline constexpr std::size_t most_title_bytes = 1024;

/// Valid UTF-8 of at most `limit` bytes: what is not becomes U+FFFD, control characters blanks.
void append_clean(std::string& out, std::string_view hostile, std::size_t limit);

/// Columns that tmux gives a character: 0 combining, 2 wide, else 1.
[[nodiscard]] int columns_of(char32_t character);

/// Rows [first, last). Absent where the screen has no such region.
struct row_range {
  std::size_t first = 0;
  std::size_t last = 0;

  [[nodiscard]] bool empty() const { return first >= last; }
};

class screen {
public:
  screen(const pane_screen& pane, const std::vector<std::string>& prompt_glyphs);

  [[nodiscard]] std::size_t rows() const { return starts_.size() - 1; }

  [[nodiscard]] std::string_view row(std::size_t index) const;

  [[nodiscard]] std::string_view title() const { return title_; }

  [[nodiscard]] int cursor_x() const { return cursor_x_; }

  /// The region's rows as one text with '\n' between them; empty for an absent region.
  [[nodiscard]] std::string_view text_of(region which) const;
  /// The row in which a byte of text_of() lies; rows() for the title.
  [[nodiscard]] std::size_t row_at(std::string_view inside) const;
  /// The whole row around a byte of text_of().
  [[nodiscard]] std::string_view line_at(std::string_view inside) const;

private:
  void take_rows(const pane_screen& pane);
  void find_prompt(const std::vector<std::string>& glyphs);
  void find_menu();
  [[nodiscard]] row_range range_of(region which) const;
  [[nodiscard]] row_range last_filled(std::size_t below, int count) const;
  [[nodiscard]] std::string_view joined(row_range rows) const;
  [[nodiscard]] std::string_view before_cursor() const;
  [[nodiscard]] int scaled(int lines) const;

  std::string text_;                ///< rows without trailing blanks, each ended by '\n'
  std::vector<std::size_t> starts_; ///< of each row in text_, and one past the end
  std::string title_;
  int width_ = 0;
  int cursor_x_ = 0;
  std::size_t cursor_row_ = 0;
  row_range prompt_;
  row_range turn_;
  row_range menu_;
  std::size_t after_rule_ = std::string::npos;
};

} // namespace orc
