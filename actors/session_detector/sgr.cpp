#include "actors/session_detector/sgr.hpp"

#include <algorithm>
#include <vector>

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

using numbers = std::vector<int>;

/// "38:5:246" has two sub-parameters, "38;5;246" none and is three parameters.
struct parameter {
  int value = 0;
  numbers subs;
};

using parameters = std::vector<parameter>;

/// What follows 38, 48 or 58: 5 and n, or 2, r, g and b; what stands in parameters of its own is
/// taken off. Sub-parameters have a colour space before r (ITU-T T.416, 13.1.8), or none as in
/// xterm's first form of them (ctlseqs, "CSI Pm m").
numbers colour_at(const parameters& all, std::size_t& at) {
  auto out = all[at].subs;
  if (!out.empty()) {
    if (out[0] == 2 && out.size() > 4)
      out.erase(out.begin() + 1);
    return out;
  }
  const auto next = at + 1 < all.size() ? all[at + 1].value : 0;
  for (auto left = next == 5 ? 2 : next == 2 ? 4 : 0; left > 0; --left)
    out.push_back(++at < all.size() ? all[at].value : 0);
  return out;
}

bool is_grey(const numbers& colour) {
  if (colour.size() >= 2 && colour[0] == 5)
    return is_grey_of_palette(std::clamp(colour[1], 0, 255));
  return colour.size() >= 4 && colour[0] == 2 && is_middle_grey(colour[1], colour[2], colour[3]);
}

/// ECMA-48, 8.3.117, and the colours that xterm added to it.
void apply(const parameters& all, glyph_look& now) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    const int code = all[i].value;
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
      now.grey = is_grey(colour_at(all, i));
    else if (code == 48 || code == 58)
      colour_at(all, i);
  }
}

constexpr std::size_t most_numbers = 64;

/// The numbers of "\x1b[1;38;5;246m"; `at` stands on the first behind the bracket and is moved
/// behind the final byte. None where it is some other sequence.
parameters parameters_at(std::string_view text, std::size_t& at) {
  parameters out(1);
  auto* number = &out.back().value;
  std::size_t count = 1;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c >= '0' && c <= '9')
      *number = std::min(*number * 10 + (c - '0'), 9999);
    else if ((c == ';' || c == ':') && count < most_numbers) {
      ++count;
      number = c == ';' ? &out.emplace_back().value : &out.back().subs.emplace_back();
    } else if (c >= 0x40 && c <= 0x7E) {
      ++at;
      return c == 'm' ? out : parameters{};
    }
  }
  return {};
}

} // namespace

void take_escape(std::string_view text, std::size_t& at, glyph_look& now) {
  const char kind = at + 1 < text.size() ? text[at + 1] : '\0';
  at = std::min(at + 2, text.size());
  if (kind == '[')
    return apply(parameters_at(text, at), now);
  if (kind != ']')
    return;
  const auto end = std::min(text.find("\x1b\\", at), text.find('\a', at)); // a hyperlink's target
  at = end == std::string_view::npos ? text.size() : end + (text[end] == '\a' ? 1 : 2);
}

} // namespace orc
