#include "actors/session_detector/screen.hpp"

#include "actors/session_detector/landmarks.hpp"
#include "actors/session_detector/styled_row.hpp"

#include <algorithm>
#include <functional>

namespace orc {
screen::screen(const pane_screen& pane, const std::vector<std::string>& prompt_glyphs)
    : width_(pane.pane.width), cursor_x_(std::max(pane.pane.cursor_x, 0)) {
  known_.reserve(32);
  append_clean(
      title_, std::string_view{pane.pane.title}.substr(0, most_title_bytes), most_title_bytes);
  take_rows(pane);
  for (std::size_t i = rows(); i > 0 && after_rule_ == std::string::npos; --i)
    if (is_rule_line(row(i - 1)))
      after_rule_ = i;
  find_menu();
  find_prompt(prompt_glyphs);
  if (input_index() < rows() && !pane.styled.empty())
    input_ = input_of(row(input_index()), pane.styled, prompt_glyphs);
}

void screen::take_rows(const pane_screen& pane) {
  const std::string_view all = pane.text;
  auto count = static_cast<std::size_t>(std::count(all.begin(), all.end(), '\n'));
  if (!all.empty() && !all.ends_with('\n'))
    ++count;
  skipped_ = count > most_rows ? count - most_rows : 0;
  const auto cursor = static_cast<std::size_t>(std::max(pane.pane.cursor_y, 0));
  cursor_row_ = cursor >= skipped_ ? cursor - skipped_ : count;
  text_.reserve(std::min(all.size() + count, most_screen_bytes));
  starts_.reserve(count - skipped_ + 1);
  starts_.push_back(0);
  std::size_t at = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto end = std::min(all.find('\n', at), all.size());
    if (i >= skipped_) {
      const auto start = text_.size();
      const bool of_cursor = i - skipped_ == cursor_row_; // its columns count
      const auto line = all.substr(at, end - at);
      if (start < most_screen_bytes && of_cursor)
        append_clean(text_, line, most_row_bytes);
      else if (start < most_screen_bytes)
        append_row(text_, line);
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
  for (std::size_t i = rows(); i > 0; --i) {
    const auto framed = prompt_.empty() ? framed_above(i) : row_range{};
    if (!framed.empty()) {
      prompt_ = framed;
      i = framed.first; // its upper edge
      turn_ = {0, i - 1};
      continue;
    }
    const bool of_menu = !menu_.empty() && i - 1 >= menu_.first && i - 1 < menu_.last;
    if (of_menu || !begins_with_prompt(without_left(row(i - 1)), glyphs))
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

/// The rows inside a frame of half blocks that ends above row `end`: a composer without a glyph.
row_range screen::framed_above(std::size_t end) const {
  if (!is_frame_bottom(row(end - 1)))
    return {};
  const auto last = end - 1;
  auto first = last;
  while (first > 0 && is_frame_side(row(first - 1)))
    --first;
  return first > 0 && is_frame_top(row(first - 1)) ? row_range{first, last} : row_range{};
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

row_range screen::rows_of(region which) const {
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
  case region_kind::squeezed:
    return last_filled(rows(), scaled(which.lines));
  case region_kind::typed:
  case region_kind::suggested:
    return input_index() < rows() ? row_range{input_index(), input_index() + 1} : row_range{};
  case region_kind::cursor_line:
  case region_kind::before_cursor:
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

std::string_view screen::joined(row_range range) const {
  if (range.empty())
    return {};
  const auto start = starts_[range.first];
  return std::string_view{text_}.substr(start, starts_[range.last] - start - 1);
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
  for (const auto& known : known_)
    if (known.which == which)
      return known.text;
  known_.push_back({which, worked_out(which)});
  return known_.back().text;
}

std::string_view screen::worked_out(region which) const {
  switch (which.kind) {
  case region_kind::title:
    return title_;
  case region_kind::before_cursor:
    return before_cursor();
  case region_kind::typed:
    return input_.typed;
  case region_kind::suggested:
    return input_.suggested;
  case region_kind::squeezed:
    return squeezed(rows_of(which));
  default:
    return joined(rows_of(which));
  }
}

std::string_view screen::squeezed(row_range range) const {
  auto out = std::make_unique<squeezed_rows>();
  out->first = range.first;
  for (auto i = range.first; i < range.last; ++i) {
    out->starts.push_back(out->text.size());
    for (const char c : row(i))
      if (c != ' ')
        out->text.push_back(c);
  }
  squeezed_.push_back(std::move(out));
  return squeezed_.back()->text;
}

bool screen::colours_were_asked() const {
  return std::any_of(known_.begin(), known_.end(), [](const known_region& known) {
    return needs_colours(known.which.kind);
  });
}

std::size_t screen::input_index() const {
  return prompt_.empty() ? cursor_row_ : prompt_.first;
}

std::optional<int> screen::input_row() const {
  const auto i = input_index();
  return i < rows() ? std::optional{static_cast<int>(i + skipped_)} : std::nullopt;
}

namespace {

bool lies_in(std::string_view inside, std::string_view text) {
  const std::less<> before;
  return !before(inside.data(), text.data()) && before(inside.data(), text.data() + text.size());
}

std::size_t index_at(const std::vector<std::size_t>& starts, std::size_t offset) {
  return static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), offset)
                                  - starts.begin() - 1);
}

} // namespace

std::size_t screen::row_at(std::string_view inside) const {
  if (lies_in(inside, text_))
    return index_at(starts_, static_cast<std::size_t>(inside.data() - text_.data()));
  for (const auto& one : squeezed_)
    if (lies_in(inside, one->text))
      return one->first
             + index_at(one->starts, static_cast<std::size_t>(inside.data() - one->text.data()));
  if (lies_in(inside, input_.typed) || lies_in(inside, input_.suggested))
    return input_index();
  return rows();
}

std::string_view screen::line_at(std::string_view inside) const {
  const auto i = row_at(inside);
  return i < rows() ? row(i) : title();
}

} // namespace orc
