#include "actors/session_detector/rest_print.hpp"

#include <algorithm>
#include <cctype>

namespace orc {
namespace {

unsigned char byte_at(std::string_view text, std::size_t i) {
  return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
}

/// Bytes of the symbol that begins here: punctuation, arrows, boxes, dingbats, Braille (U+2000 to
/// U+2BFF), Latin-1's signs (U+0080 to U+00BF), emoji (U+1F000 to U+1FFFF); 0 where none does.
std::size_t symbol_at(std::string_view text, std::size_t i) {
  const auto lead = byte_at(text, i);
  const auto next = byte_at(text, i + 1);
  if (lead == 0xE2 && next <= 0xAF)
    return 3;
  if (lead == 0xC2)
    return 2;
  return lead == 0xF0 && next == 0x9F ? 4 : 0;
}

/// Braille patterns (U+2800 to U+28FF), and the dingbats that are stars and asterisks (U+2720 to
/// U+274F).
bool begins_with_spinner(std::string_view row) {
  const auto at = row.find_first_not_of(' ');
  if (at == std::string_view::npos || byte_at(row, at) != 0xE2)
    return false;
  const auto second = byte_at(row, at + 1);
  const auto third = byte_at(row, at + 2);
  const bool star = (second == 0x9C && third >= 0xA0) || (second == 0x9D && third <= 0x8F);
  return star || (second >= 0xA0 && second <= 0xA3);
}

class printer {
public:
  void row(std::string_view text) {
    if (begins_with_spinner(text))
      return;
    for (std::size_t i = 0; i < text.size();) {
      const auto c = byte_at(text, i);
      if (const auto length = symbol_at(text, i))
        i += length;
      else if (std::isdigit(c) != 0)
        i = behind_number(text, i);
      else {
        if (c >= 0x80 || std::isalpha(c) != 0)
          add(c);
        ++i;
      }
    }
    add('\n');
  }

  [[nodiscard]] std::uint64_t value() const { return hash_; }

private:
  static std::size_t behind_number(std::string_view text, std::size_t i) {
    while (std::isdigit(byte_at(text, i)) != 0 || byte_at(text, i) == '.'
           || byte_at(text, i) == ',')
      ++i;
    while (std::isalpha(byte_at(text, i)) != 0)
      ++i;
    return i;
  }

  void add(unsigned char c) {
    if (c == '\n' && last_ == '\n') // empty rows say nothing
      return;
    last_ = c;
    hash_ = (hash_ ^ c) * 1099511628211U; // FNV-1a, 64 bits
  }

  std::uint64_t hash_ = 14695981039346656037U;
  unsigned char last_ = '\n';
};

} // namespace

std::uint64_t print_at_rest(std::string_view text) {
  printer out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    out.row(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out.value();
}

} // namespace orc
