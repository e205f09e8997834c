// One row that was captured with its colours: what in it was typed, and what is only suggested.
//
// An agent shows a suggestion in its empty input line, dim or grey: it looks like typed text on a
// capture without colours. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace orc {

/// Three texts of the same number of characters; what is not of a text's kind is blank there.
struct styled_row {
  std::string plain;     ///< every character
  std::string typed;     ///< those in the terminal's own colour, or in one that is no grey
  std::string suggested; ///< those that are dim (SGR 2), bright black or of a middle grey
};

/// What tmux's capture-pane -e printed of one row, at most `limit` bytes of each text. Inverse
/// characters are neither typed nor suggested: some agents draw their cursor so.
[[nodiscard]] styled_row read_styled(std::string_view hostile, std::size_t limit);

struct input_text {
  std::string typed;     ///< blanks within for what is suggested
  std::string suggested; ///< and the reverse
};

/// The input line's own text, without the frame around it and the prompt before it. Nothing where
/// the colours are those of another text than `row`: of a moment before.
[[nodiscard]] input_text
input_of(std::string_view row, std::string_view hostile, const std::vector<std::string>& glyphs);

} // namespace orc
