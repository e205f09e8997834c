// A captured pane as rows and regions, whatever bytes it is made of.
//
// Lifecycle: 1. made of one capture; 2. asked for regions; 3. thrown away. Pure; not shared between
// threads. Text is valid UTF-8 without control characters; no-break spaces are plain ones. Frames
// are shortened but in the cursor's row, whose columns count.
#pragma once

#include "actors/session_detector/clean_text.hpp"
#include "actors/session_detector/rule_spec.hpp"
#include "actors/session_detector/styled_row.hpp"
#include "messages/types/tmux.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orc {

inline constexpr std::size_t most_rows = 1000;           ///< the lowest ones are kept
inline constexpr std::size_t most_screen_bytes = 262144; ///< rows beyond it are empty
inline constexpr std::size_t most_title_bytes = 1024;

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
  /// The rows that it is made of; none for the title.
  [[nodiscard]] row_range rows_of(region which) const;
  /// The row of the input line, as tmux counts: where the prompt is, else where the cursor stands.
  [[nodiscard]] std::optional<int> input_row() const;
  /// Whether a region was asked for that needs colours, there or not.
  [[nodiscard]] bool colours_were_asked() const;
  /// The row in which a byte of text_of() lies; rows() for the title.
  [[nodiscard]] std::size_t row_at(std::string_view inside) const;
  /// The whole row around a byte of text_of().
  [[nodiscard]] std::string_view line_at(std::string_view inside) const;

private:
  /// All rows of a squeezed region as one line, and where in it each row begins.
  struct squeezed_rows {
    std::string text;
    std::size_t first = 0;
    std::vector<std::size_t> starts;
  };

  struct known_region {
    region which;
    std::string_view text;
  };

  void take_rows(const pane_screen& pane);
  void find_prompt(const std::vector<std::string>& glyphs);
  void find_menu();
  [[nodiscard]] row_range framed_above(std::size_t end) const;
  [[nodiscard]] std::size_t input_index() const;
  [[nodiscard]] std::string_view worked_out(region which) const;
  [[nodiscard]] std::string_view squeezed(row_range range) const;
  [[nodiscard]] row_range last_filled(std::size_t below, int count) const;
  [[nodiscard]] std::string_view joined(row_range range) const;
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
  std::size_t skipped_ = 0; ///< rows above those that are kept
  input_text input_;
  mutable std::vector<known_region> known_;                      ///< worked out once
  mutable std::vector<std::unique_ptr<squeezed_rows>> squeezed_; ///< their texts do not move
};

} // namespace orc
