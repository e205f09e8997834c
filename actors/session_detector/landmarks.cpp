#include "actors/session_detector/landmarks.hpp"

#include "actors/session_detector/clean_text.hpp"

#include <algorithm>

namespace orc {
namespace {

std::string_view without_blanks(std::string_view row) {
  row.remove_prefix(std::min(row.find_first_not_of(' '), row.size()));
  return row;
}

} // namespace

std::string_view without_left(std::string_view row) {
  for (;;) {
    if (row.starts_with(' '))
      row.remove_prefix(1);
    else if (row.starts_with("│") || row.starts_with("┃"))
      row.remove_prefix(std::string_view{"│"}.size());
    else
      return row;
  }
}

/// A horizontal line of at least ten columns; a few words may stand in it, or between its ends as
/// many as there is room for.
bool is_rule_line(std::string_view row) {
  row = without_left(row);
  std::size_t lines = 0;
  std::size_t others = 0;
  std::size_t before_words = 0;
  bool ends_so = false;
  for (std::size_t i = 0; i < row.size();) {
    const auto c = decode(row.substr(i)); // rows are clean
    const bool line = c.character >= 0x2500 && c.character <= 0x257F;
    const bool block = c.character == 0x2580 || c.character == 0x2584 || c.character == 0x2594;
    if (i == 0 && !line && !block)
      return false;
    ends_so = line || block;
    (ends_so ? lines : others) += 1;
    before_words += ends_so && others == 0 ? 1 : 0;
    i += c.bytes == 0 ? 1 : c.bytes;
  }
  return lines >= 10 && (lines >= others || (before_words >= 10 && ends_so));
}

bool begins_with_prompt(std::string_view row, const std::vector<std::string>& glyphs) {
  return std::any_of(glyphs.begin(), glyphs.end(), [&](const std::string& glyph) {
    return row.starts_with(glyph) && (row.size() == glyph.size() || row[glyph.size()] == ' ');
  });
}

bool is_frame_top(std::string_view row) {
  return without_blanks(row).starts_with("╻▄▄▄▄");
}

bool is_frame_side(std::string_view row) {
  return without_blanks(row).starts_with("┃");
}

bool is_frame_bottom(std::string_view row) {
  return without_blanks(row).starts_with("╹▀▀▀▀");
}

std::optional<menu_option> option_of(std::string_view row) {
  menu_option out;
  row = without_left(row);
  for (const std::string_view glyph : {"❯", "›", ">", "▶", "→", "●"}) {
    if (row.starts_with(glyph)) {
      out.selected = true;
      row = without_left(row.substr(glyph.size()));
      break;
    }
  }
  std::size_t digits = 0;
  while (digits < row.size() && digits < 3 && row[digits] >= '0' && row[digits] <= '9')
    out.number = out.number * 10 + (row[digits++] - '0');
  const bool marked = digits > 0 && digits + 1 < row.size()
                      && (row[digits] == '.' || row[digits] == ')') && row[digits + 1] == ' ';
  return marked ? std::optional{out} : std::nullopt;
}

} // namespace orc
