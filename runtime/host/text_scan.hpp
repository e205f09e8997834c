// Small helpers for reading machine text. Pure; used by the parsers of this folder.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace orc::host {

/// The whole of `text` as a number, or nothing.
template <class T>
std::optional<T> number_in(std::string_view text) {
  T value{};
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

/// Cuts the text up to the next `mark` off its front and returns it; takes all where none is left.
inline std::string_view take_until(std::string_view& text, std::string_view mark) {
  const auto at = text.find(mark);
  const auto piece = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + mark.size());
  return piece;
}

} // namespace orc::host
