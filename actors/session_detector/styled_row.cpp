#include "actors/session_detector/styled_row.hpp"

#include "actors/session_detector/clean_text.hpp"
#include "actors/session_detector/landmarks.hpp"

#include <algorithm>

namespace orc {
namespace {

/// Of the five agents in their own themes: suggestions are 38;2;128;128;128, 38;2;175;175;175 and
/// 38;2;108;112;134, what was typed is 238 or 255 or in the terminal's own colour.
bool is_middle_grey(int r, int g, int b) {
  constexpr int spread = 40;
  constexpr int darkest = 80;
  constexpr int lightest = 200;
  const auto [least, most] = std::minmax({r, g, b});
  const int mean = (r + g + b) / 3;
  return most - least <= spread && mean >= darkest && mean <= lightest;
}

/// xterm's palette: 16 colours, a cube of 6x6x6, 24 greys.
bool is_grey_of_palette(int n) {
  constexpr int levels[] = {0, 95, 135, 175, 215, 255};
  if (n < 16)
    return n == 8; // bright black
  if (n < 232)
    return is_middle_grey(
        levels[(n - 16) / 36 % 6], levels[(n - 16) / 6 % 6], levels[(n - 16) % 6]);
  return is_middle_grey(8 + (n - 232) * 10, 8 + (n - 232) * 10, 8 + (n - 232) * 10);
}

struct look {
  bool dim = false;
  bool inverse = false;
  bool grey = false;
};

using numbers = std::vector<int>;

/// Takes 5;n or 2;r;g;b off behind 38, 48 or 58 and tells whether it is a grey.
bool extended_is_grey(const numbers& codes, std::size_t& at) {
  const auto code = [&](std::size_t i) { return i < codes.size() ? codes[i] : 0; };
  if (code(at + 1) == 5) {
    at += 2;
    return is_grey_of_palette(std::clamp(code(at), 0, 255));
  }
  if (code(at + 1) != 2)
    return false;
  at += 4;
  return is_middle_grey(code(at - 2), code(at - 1), code(at));
}

/// ECMA-48, 8.3.117, and the colours that xterm added to it.
void apply(const numbers& codes, look& now) {
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const int code = codes[i];
    if (code == 0)
      now = {};
    else if (code == 2)
      now.dim = true;
    else if (code == 22)
      now.dim = false;
    else if (code == 7 || code == 27)
      now.inverse = code == 7;
    else if ((code >= 30 && code <= 37) || code == 39 || (code >= 90 && code <= 97))
      now.grey = code == 90;
    else if (code == 38)
      now.grey = extended_is_grey(codes, i);
    else if (code == 48 || code == 58)
      extended_is_grey(codes, i);
  }
}

constexpr std::size_t most_codes = 64;

/// The numbers of "\x1b[1;38;5;246m"; `at` stands on the first behind the bracket and is moved
/// behind the final byte. No numbers where it is some other sequence.
numbers codes_at(std::string_view text, std::size_t& at) {
  numbers out{0};
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c >= '0' && c <= '9')
      out.back() = std::min(out.back() * 10 + (c - '0'), 9999);
    else if ((c == ';' || c == ':') && out.size() < most_codes)
      out.push_back(0);
    else if (c >= 0x40 && c <= 0x7E) {
      ++at;
      return c == 'm' ? out : numbers{};
    }
  }
  return {};
}

/// Moves `at`, which stands on ESC, behind the whole sequence.
void take_escape(std::string_view text, std::size_t& at, look& now) {
  const char kind = at + 1 < text.size() ? text[at + 1] : '\0';
  at = std::min(at + 2, text.size());
  if (kind == '[')
    return apply(codes_at(text, at), now);
  if (kind != ']')
    return;
  const auto end = std::min(text.find("\x1b\\", at), text.find('\a', at)); // a hyperlink's target
  at = end == std::string_view::npos ? text.size() : end + (text[end] == '\a' ? 1 : 2);
}

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
  look now;
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
  auto styled = read_styled(hostile, row.size() + 256);
  styled.plain.resize(styled.plain.find_last_not_of(' ') + 1);
  if (styled.plain != row)
    return {};
  const auto own = without_frame(styled.plain, glyphs);
  return {same_part(styled.typed, styled.plain, own),
          same_part(styled.suggested, styled.plain, own)};
}

} // namespace orc
