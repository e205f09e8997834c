#include "actors/session_detector/styled_row.hpp"

#include "actors/session_detector/clean_text.hpp"
#include "actors/session_detector/landmarks.hpp"
#include "actors/session_detector/sgr.hpp"

#include <algorithm>

namespace orc {
namespace {

/// The input line without the frame around it and the prompt before it.
std::string_view without_frame(std::string_view row, const std::vector<std::string>& glyphs) {
  row = without_left(row);
  for (const auto& glyph : glyphs)
    if (row.starts_with(glyph)) {
      row.remove_prefix(glyph.size());
      break;
    }
  row = without_left(row);
  while (row.ends_with("│") || row.ends_with("┃") || row.ends_with(' '))
    row.remove_suffix(row.ends_with(' ') ? 1 : std::string_view{"│"}.size());
  return row;
}

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

/// The part of `other`, which has as many characters as `whole`, that lies where `part` does in
/// it; without blanks around it.
std::string same_part(std::string_view other, std::string_view whole, std::string_view part) {
  const auto before = static_cast<std::size_t>(part.data() - whole.data());
  auto skip = characters_in(whole.substr(0, before));
  auto keep = characters_in(part);
  std::size_t from = 0;
  std::size_t to = 0;
  const auto step = [&](std::size_t at) {
    return at + std::max<std::size_t>(decode(other.substr(at)).bytes, 1);
  };
  while (skip-- > 0 && from < other.size())
    from = step(from);
  for (to = from; keep-- > 0 && to < other.size();)
    to = step(to);
  auto out = other.substr(from, to - from);
  const auto first = std::min(out.find_first_not_of(' '), out.size());
  out.remove_prefix(first);
  return std::string{out.substr(0, out.find_last_not_of(' ') + 1)};
}

} // namespace

styled_row read_styled(std::string_view hostile, std::size_t limit) {
  styled_row out;
  glyph_look now;
  for (std::size_t at = 0; at < hostile.size() && out.plain.size() < limit;) {
    const auto c = decode(hostile.substr(at));
    const auto bytes = std::max<std::size_t>(c.bytes, 1);
    if (c.character == 0x1B && c.bytes == 1) {
      take_escape(hostile, at, now);
      continue;
    }
    if (c.bytes == 1 && (c.character == 0x0E || c.character == 0x0F || c.character == '\n')) {
      ++at; // SO and SI around line drawing characters
      continue;
    }
    std::string one;
    append_clean(one, hostile.substr(at, bytes), 4);
    out.plain += one;
    const bool faint = now.dim || now.grey;
    out.typed += now.inverse || faint ? " " : one;
    out.suggested += faint && !now.inverse ? one : " ";
    at += bytes;
  }
  return out;
}

input_text
input_of(std::string_view row, std::string_view hostile, const std::vector<std::string>& glyphs) {
  auto styled = read_styled(hostile, most_row_bytes);
  styled.plain.resize(styled.plain.find_last_not_of(' ') + 1);
  std::string shortened;
  append_row(shortened, styled.plain);
  if (row != styled.plain && row != shortened)
    return {};
  const auto own = without_frame(styled.plain, glyphs);
  return {same_part(styled.typed, styled.plain, own),
          same_part(styled.suggested, styled.plain, own)};
}

} // namespace orc
