#include "actors/session_detector/rule_spec.hpp"

#include <array>
#include <charconv>

namespace orc {
namespace {

struct region_name {
  std::string_view text;
  region_kind kind;
  bool counted;
};

constexpr std::array<region_name, 14> names{{
    {"title", region_kind::title, false},
    {"whole", region_kind::whole, false},
    {"last", region_kind::last, true},
    {"prompt_box", region_kind::prompt_box, false},
    {"above_prompt_box", region_kind::above_prompt_box, true},
    {"last_turn", region_kind::last_turn, false},
    {"after_last_rule", region_kind::after_last_rule, false},
    {"bottom_menu", region_kind::bottom_menu, false},
    {"cursor_line", region_kind::cursor_line, false},
    {"before_cursor", region_kind::before_cursor, false},
    {"above_cursor", region_kind::above_cursor, true},
    {"typed", region_kind::typed, false},
    {"suggested", region_kind::suggested, false},
    {"squeezed", region_kind::squeezed, true},
}};

constexpr int most_lines = 200;

} // namespace

std::optional<region> region_from(std::string_view text) {
  const auto space = text.find(' ');
  const bool counted = space != std::string_view::npos;
  for (const auto& name : names) {
    if (name.text != text.substr(0, space) || name.counted != counted)
      continue;
    region out{name.kind, 0};
    if (!counted)
      return out;
    const auto number = text.substr(space + 1);
    const auto* end = number.data() + number.size();
    const auto parsed = std::from_chars(number.data(), end, out.lines);
    if (parsed.ec == std::errc{} && parsed.ptr == end && out.lines >= 1 && out.lines <= most_lines)
      return out;
  }
  return std::nullopt;
}

std::string to_string(const region& which) {
  for (const auto& name : names)
    if (name.kind == which.kind)
      return std::string{name.text} + (name.counted ? " " + std::to_string(which.lines) : "");
  return {};
}

} // namespace orc
