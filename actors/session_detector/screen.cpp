#include "actors/session_detector/screen.hpp"

#include <algorithm>
#include <optional>

namespace orc {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

struct decoded {
  char32_t character = 0;
  std::size_t bytes = 0; ///< 0: not valid here
};

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
decoded decode(std::string_view s) {
  const auto lead = static_cast<unsigned char>(s[0]);
  if (lead < 0x80)
    return {lead, 1};
  const std::size_t n = lead >= 0xF0 && lead <= 0xF4 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  if (n == 0 || lead > 0xF4 || s.size() < n)
    return {};
  char32_t c = lead & (0xFFU >> (n + 1));
  for (std::size_t i = 1; i < n; ++i) {
    const auto next = static_cast<unsigned char>(s[i]);
    if ((next & 0xC0U) != 0x80U)
      return {};
    c = (c << 6U) | (next & 0x3FU);
  }
  const bool overlong = (n == 3 && c < 0x800) || (n == 4 && c < 0x10000);
  const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
  return overlong || surrogate || c > 0x10FFFF ? decoded{} : decoded{c, n};
}

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

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

/// A horizontal line of at least ten columns, a few words in it allowed.
bool is_rule_line(std::string_view row) {
  row = without_left(row);
  std::size_t lines = 0;
  std::size_t others = 0;
  for (std::size_t i = 0; i < row.size();) {
    const auto c = decode(row.substr(i)); // rows are clean
    const bool line = c.character >= 0x2500 && c.character <= 0x257F;
    const bool block = c.character == 0x2580 || c.character == 0x2584 || c.character == 0x2594;
    if (i == 0 && !line && !block)
      return false;
    (line || block ? lines : others) += 1;
    i += c.bytes == 0 ? 1 : c.bytes;
  }
  return lines >= 10 && lines >= others;
}

struct menu_option {
  int number = 0;
  bool selected = false;
};

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

} // namespace

int columns_of(char32_t c) {
  const bool combining = (c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F)
                         || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x20D0 && c <= 0x20FF);
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF)
                    || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF)
                    || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60)
                    || (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1F64F)
                    || (c >= 0x1F680 && c <= 0x1F6FF) || (c >= 0x1F900 && c <= 0x1FAFF)
                    || (c >= 0x20000 && c <= 0x3FFFD);
  return combining ? 0 : wide ? 2 : 1;
}

void append_clean(std::string& out, std::string_view hostile, std::size_t limit) {
  const auto end = out.size() + limit;
  std::size_t clean_from = 0; // what is clean is copied in long pieces
  const auto flush = [&](std::size_t until) {
    out.append(hostile.substr(clean_from, std::min(until - clean_from, end - out.size())));
  };
  for (std::size_t i = 0; i < hostile.size() && out.size() + (i - clean_from) < end;) {
    const auto byte = static_cast<unsigned char>(hostile[i]);
    if (byte >= 0x20 && byte < 0x7F) {
      ++i;
      continue;
    }
    const auto c = decode(hostile.substr(i));
    const auto next = i + std::max<std::size_t>(c.bytes, 1);
    if (c.bytes == 0 || is_control(c.character) || c.character == 0xA0) {
      flush(i);
      const auto piece = c.bytes == 0 ? replacement : std::string_view{" "};
      if (out.size() + piece.size() > end)
        return;
      out.append(piece);
      clean_from = next;
    } else if (out.size() + (next - clean_from) > end) {
      flush(i);
      return;
    }
    i = next;
  }
  flush(hostile.size());
}

screen::screen(const pane_screen& pane, const std::vector<std::string>& prompt_glyphs)
    : width_(pane.pane.width), cursor_x_(std::max(pane.pane.cursor_x, 0)) {
  append_clean(
      title_, std::string_view{pane.pane.title}.substr(0, most_title_bytes), most_title_bytes);
  take_rows(pane);
  for (std::size_t i = rows(); i > 0 && after_rule_ == std::string::npos; --i)
    if (is_rule_line(row(i - 1)))
      after_rule_ = i;
  find_menu();
  find_prompt(prompt_glyphs);
}

void screen::take_rows(const pane_screen& pane) {
  const std::string_view all = pane.text;
  auto count = static_cast<std::size_t>(std::count(all.begin(), all.end(), '\n'));
  if (!all.empty() && !all.ends_with('\n'))
    ++count;
  const auto skipped = count > most_rows ? count - most_rows : 0;
  const auto cursor = static_cast<std::size_t>(std::max(pane.pane.cursor_y, 0));
  cursor_row_ = cursor >= skipped ? cursor - skipped : count;
  text_.reserve(std::min(all.size() + count, most_screen_bytes));
  starts_.reserve(count - skipped + 1);
  starts_.push_back(0);
  std::size_t at = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto end = std::min(all.find('\n', at), all.size());
    if (i >= skipped) {
      const auto start = text_.size();
      if (start < most_screen_bytes)
        append_clean(text_, all.substr(at, end - at), most_row_bytes);
      const auto filled = text_.find_last_not_of(' ');
      text_.resize(filled == std::string::npos ? start : std::max(start, filled + 1));
      text_.push_back('\n');
      starts_.push_back(text_.size());
    }
    at = end + 1;
  }
}

std::string_view screen::row(std::size_t i) const {
  return std::string_view{text_}.substr(starts_[i], starts_[i + 1] - starts_[i] - 1);
}

void screen::find_prompt(const std::vector<std::string>& glyphs) {
  const auto begins = [&](std::string_view line) {
    return std::any_of(glyphs.begin(), glyphs.end(), [&](const std::string& glyph) {
      return line.starts_with(glyph) && (line.size() == glyph.size() || line[glyph.size()] == ' ');
    });
  };
  for (std::size_t i = rows(); i > 0; --i) {
    const bool of_menu = !menu_.empty() && i - 1 >= menu_.first && i - 1 < menu_.last;
    if (of_menu || !begins(without_left(row(i - 1))))
      continue;
    if (!prompt_.empty()) {
      turn_.first = i; // the prompt that was sent before
      return;
    }
    prompt_ = {i - 1, i};
    turn_ = {0, i - 1};
    while (prompt_.last < rows() && !without_left(row(prompt_.last)).empty()
           && !is_rule_line(row(prompt_.last)))
      ++prompt_.last;
  }
}

/// Walks up from the bottom: options count down to 1, other rows may stand between them.
void screen::find_menu() {
  const auto tail = last_filled(rows(), scaled(24));
  std::size_t selected = 0;
  int expected = 0;
  std::size_t end = 0;
  int below = 0;
  for (std::size_t i = tail.last; i > tail.first; --i) {
    const auto line = row(i - 1);
    const auto option = option_of(line);
    if (!option) {
      below += end == 0 && !line.empty() ? 1 : 0;
      if (below > scaled(8))
        return;
      continue;
    }
    if (end != 0 && option->number != expected)
      return;
    if (end == 0)
      end = i;
    selected += option->selected ? 1 : 0;
    expected = option->number - 1;
    if (expected == 0) {
      if (selected == 1 && end - i >= 1)
        menu_ = {i - 1, end};
      return;
    }
  }
}

/// Up to `count` rows that are not empty, counted upwards from `below`.
row_range screen::last_filled(std::size_t below, int count) const {
  std::size_t last = std::min(below, rows());
  while (last > 0 && row(last - 1).empty())
    --last;
  auto first = last;
  for (std::size_t i = last; i > 0 && count > 0; --i) {
    if (row(i - 1).empty())
      continue;
    first = i - 1;
    --count;
  }
  return {first, last};
}

/// A narrow pane wraps what a wide one shows in one row.
int screen::scaled(int lines) const {
  constexpr int wide = 100;
  constexpr int narrowest = 34;
  const int width = std::max(width_ == 0 ? wide : width_, narrowest);
  return width >= wide ? lines : (lines * wide + width - 1) / width;
}

row_range screen::range_of(region which) const {
  switch (which.kind) {
  case region_kind::whole:
    return {0, rows()};
  case region_kind::last:
    return last_filled(rows(), scaled(which.lines));
  case region_kind::prompt_box:
    return prompt_;
  case region_kind::above_prompt_box:
    return prompt_.empty() ? row_range{} : last_filled(prompt_.first, scaled(which.lines));
  case region_kind::last_turn:
    return turn_;
  case region_kind::after_last_rule:
    return after_rule_ == std::string::npos ? row_range{} : row_range{after_rule_, rows()};
  case region_kind::bottom_menu:
    return menu_;
  case region_kind::cursor_line:
    return cursor_row_ < rows() ? row_range{cursor_row_, cursor_row_ + 1} : row_range{};
  case region_kind::above_cursor: {
    const auto up = static_cast<std::size_t>(which.lines);
    return cursor_row_ < rows()
               ? row_range{cursor_row_ > up ? cursor_row_ - up : 0, cursor_row_ + 1}
               : row_range{};
  }
  default:
    return {};
  }
}

std::string_view screen::joined(row_range r) const {
  if (r.empty())
    return {};
  return std::string_view{text_}.substr(starts_[r.first], starts_[r.last] - starts_[r.first] - 1);
}

std::string_view screen::before_cursor() const {
  if (cursor_row_ >= rows())
    return {};
  const auto line = row(cursor_row_);
  int column = 0;
  std::size_t i = 0;
  while (i < line.size() && column < cursor_x_) {
    const auto c = decode(line.substr(i));
    column += columns_of(c.character);
    i += c.bytes == 0 ? 1 : c.bytes;
  }
  return line.substr(0, i);
}

std::string_view screen::text_of(region which) const {
  if (which.kind == region_kind::title)
    return title_;
  if (which.kind == region_kind::before_cursor)
    return before_cursor();
  return joined(range_of(which));
}

std::size_t screen::row_at(std::string_view inside) const {
  const auto* base = text_.data();
  if (inside.data() < base || inside.data() >= base + text_.size())
    return rows();
  const auto offset = static_cast<std::size_t>(inside.data() - base);
  return static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), offset)
                                  - starts_.begin() - 1);
}

std::string_view screen::line_at(std::string_view inside) const {
  const auto i = row_at(inside);
  return i < rows() ? row(i) : title();
}

} // namespace orc
