#include "actors/session_detector/clean_text.hpp"

#include <algorithm>

namespace orc {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

/// Whether two continuation bytes follow: behind E1 to EC every such character is valid.
bool is_continued(std::string_view s, std::size_t at) {
  return at + 2 < s.size() && (static_cast<unsigned char>(s[at + 1]) & 0xC0U) == 0x80U
         && (static_cast<unsigned char>(s[at + 2]) & 0xC0U) == 0x80U;
}

constexpr std::size_t line_bytes = 3; // of one character of U+2500 to U+25BF

/// Bytes of the run of one and the same line or block character that begins here; 0 for others.
std::size_t line_run(std::string_view row) {
  const auto second = row.size() < line_bytes ? 0U : static_cast<unsigned char>(row[1]);
  if (second < 0x94 || second > 0x96 || row[0] != '\xE2')
    return 0;
  auto end = line_bytes;
  while (end + line_bytes <= row.size() && row[end] == row[0] && row[end + 1] == row[1]
         && row[end + 2] == row[2])
    end += line_bytes;
  return end;
}

} // namespace

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
    if (byte >= 0xE1 && byte <= 0xEC && is_continued(hostile, i)
        && out.size() + (i + 3 - clean_from) <= end) {
      i += 3; // what most of a screen's characters are that are not ASCII
      continue;
    }
    const auto c = decode(hostile.substr(i, 4));
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

void append_row(std::string& out, std::string_view hostile) {
  constexpr auto kept = longest_line * line_bytes;
  const auto end = out.size() + most_row_bytes;
  std::size_t from = 0;
  auto at = hostile.size() <= kept ? hostile.npos : hostile.find('\xE2');
  while (at != hostile.npos) {
    const auto run = line_run(hostile.substr(at));
    if (run > kept) {
      append_clean(out, hostile.substr(from, at + kept - from), end - std::min(end, out.size()));
      from = at + run;
    }
    at = hostile.find('\xE2', at + std::max<std::size_t>(run, 1));
  }
  append_clean(out, hostile.substr(from), end - std::min(end, out.size()));
}

} // namespace orc
