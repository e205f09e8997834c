#include "actors/session_detector/first_words.hpp"

#include "actors/session_detector/clean_text.hpp"

#include <algorithm>

namespace orc {
namespace {

using words = std::vector<std::string>;

constexpr std::size_t shortest = 3; // bytes: more common ones would sift nothing out
constexpr std::size_t most = 12;    // words: more cost as much as the expression

bool take(std::string_view& text, std::string_view front) {
  if (!text.starts_with(front))
    return false;
  text.remove_prefix(front.size());
  return true;
}

/// Where the class or group that begins here ends, behind its bracket; npos: it does not. Parts at
/// its own depth that `|` divides go to `parts`, where there is such a list.
std::size_t end_of(std::string_view regex, std::vector<std::string_view>* parts) {
  const bool is_group = regex.front() == '(';
  int open = 0;
  bool in_class = false;
  std::size_t from = 1;
  for (std::size_t i = 0; i < regex.size(); ++i) {
    const char c = regex[i];
    if (c == '\\')
      ++i;
    else if (in_class)
      in_class = c != ']';
    else if (c == '[')
      in_class = true;
    else if (c == '(')
      ++open;
    else if (c == ')')
      --open;
    const bool over = !in_class && open == 0;
    if (parts && is_group && !in_class && (over || (c == '|' && open == 1))) {
      parts->push_back(regex.substr(from, i - from));
      from = i + 1;
    }
    if (over)
      return i + 1;
  }
  return std::string_view::npos;
}

bool is_optional(std::string_view behind) {
  return !behind.empty() && std::string_view{"*?{"}.find(behind.front()) != std::string_view::npos;
}

/// A row's beginning, blanks, and classes that need not be there.
void skip_blanks(std::string_view& regex) {
  for (;;) {
    if (take(regex, "^") || take(regex, "\\s*") || take(regex, "\\s+") || take(regex, " ?")
        || take(regex, " *"))
      continue;
    const auto end = regex.starts_with('[') ? end_of(regex, nullptr) : regex.npos;
    if (end == regex.npos || end >= regex.size() || (regex[end] != '*' && regex[end] != '?'))
      return;
    regex.remove_prefix(end + 1);
  }
}

/// The plain characters at the beginning; what a quantifier makes optional is not among them.
words plain_word(std::string_view regex) {
  const auto end = std::min(regex.find_first_of("\\^$.|?*+()[]{}"), regex.size());
  auto word = regex.substr(0, end);
  if (end < regex.size() && is_optional(regex.substr(end)))
    while (!word.empty()) { // the whole last character
      const auto last = static_cast<unsigned char>(word.back());
      word.remove_suffix(1);
      if ((last & 0xC0U) != 0x80U)
        break;
    }
  return word.size() < shortest ? words{} : words{std::string{word}};
}

words glyphs_of(std::string_view inside) {
  words out;
  while (!inside.empty()) {
    const auto c = decode(inside);
    if (c.bytes < 2)
      return {};
    out.emplace_back(inside.substr(0, c.bytes));
    inside.remove_prefix(c.bytes);
  }
  return out;
}

words words_of(const std::vector<std::string_view>& parts) {
  words out;
  for (const auto& part : parts) {
    auto word = plain_word(part);
    if (word.empty())
      return {};
    out.push_back(std::move(word.front()));
  }
  return out;
}

} // namespace

std::vector<std::string> first_words(std::string_view regex) {
  std::vector<std::string_view> parts;
  const auto whole = "(" + std::string{regex} + ")";
  if (end_of(whole, &parts) != whole.size() || parts.size() != 1)
    return {}; // another alternative would do without
  if (regex.starts_with("(?s:") && end_of(regex, nullptr) == regex.size()) {
    regex.remove_prefix(4);
    regex.remove_suffix(1);
    return first_words(regex);
  }
  skip_blanks(regex);
  if (!regex.starts_with('[') && !regex.starts_with('('))
    return plain_word(regex);
  parts.clear();
  const auto end = end_of(regex, &parts);
  if (end == regex.npos || is_optional(regex.substr(end)))
    return {};
  auto out = regex.front() == '[' ? glyphs_of(regex.substr(1, end - 2)) : words_of(parts);
  return out.size() > most ? words{} : out;
}

} // namespace orc
