#include "actors/session_detector/matching.hpp"

#include "actors/session_detector/last_match.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace orc {
namespace {

/// `wanted` counts the whole match too. Groups make RE2 leave its fastest machine.
std::optional<hit> last_pattern(const re2::RE2& pattern, std::string_view text, int wanted) {
  using groups = std::array<re2::StringPiece, 3>;
  const re2::StringPiece all{text.data(), text.size()};
  const auto last = last_match(text, [&](std::size_t from) {
    groups out;
    const bool there =
        pattern.Match(all, from, text.size(), re2::RE2::UNANCHORED, out.data(), wanted);
    return there ? std::optional{out} : std::nullopt;
  });
  if (!last)
    return std::nullopt;
  const auto& whole = last->front();
  const auto start = static_cast<std::size_t>(whole.data() - all.data());
  const auto begins = std::min(text.find_first_not_of(" \n", start), start + whole.size());
  return hit{text.substr(begins < text.size() ? begins : start), *last};
}

/// The region's text, or nothing where what the test needs is not in it.
std::string_view text_for(const compiled_test& test, const screen& on) {
  const auto text = on.text_of(test.in);
  if (!test.literal.is_in(text))
    return {};
  const auto there = [&](const needle& word) { return word.is_in(text); };
  return test.words.empty() || std::any_of(test.words.begin(), test.words.end(), there)
             ? text
             : std::string_view{};
}

} // namespace

std::optional<hit> last_hit(const compiled_test& test, const screen& on, int groups_wanted) {
  const auto text = text_for(test, on);
  if (text.empty())
    return std::nullopt;
  if (test.pattern)
    return last_pattern(*test.pattern, text, groups_wanted + 1);
  return hit{text.substr(text.rfind(test.literal.text())), {}};
}

bool found(const compiled_test& test, const screen& on) {
  const auto text = text_for(test, on);
  if (text.empty() || !test.pattern)
    return !text.empty();
  return re2::RE2::PartialMatch({text.data(), text.size()}, *test.pattern);
}

} // namespace orc
