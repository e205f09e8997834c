#include "runtime/cli/explain_text.hpp"

#include "runtime/cli/command.hpp"

#include <boost/json.hpp>

#include <vector>

namespace orc::cli {
namespace {

namespace json = boost::json;

std::string text_at(const json::value& of, std::string_view key) {
  return text_of(of, key);
}

bool is_set(const json::value& of, std::string_view key) {
  const auto& v = of.at({key.data(), key.size()});
  return v.is_bool() && v.get_bool();
}

std::string padded(const std::string& text, std::size_t columns) {
  const auto width = width_of(text);
  return width < columns ? text + std::string(columns - width, ' ') : text;
}

std::string screen_part(const json::value& why, const terminal& t) {
  const auto& lines = why.at("lines");
  if (!lines.is_array())
    return paint("The rows are shown to the daemon's owner alone, by its control socket.",
                 ink::dim,
                 t)
           + "\n";
  const auto region = text_at(why, "region");
  std::string out =
      region == "title"
          ? ""
          : "screen    " + (region.empty() || region == "-" ? "whole" : region) + "\n";
  for (const auto& line : lines.get_array()) {
    const bool evidence = is_set(line, "evidence");
    out += padded((evidence ? "> " : "  ") + text_at(line, "row"), 6) + "| ";
    const auto text = printable(text_at(line, "text"));
    out += (evidence ? paint(text, ink::green, t) : text) + "\n";
  }
  return out;
}

std::string flags_of(const json::value& other, const json::value& seen) {
  std::string out = is_set(other, "cursor_visible") ? "" : "cursor hidden, ";
  for (const auto& [key, word] : {std::pair{"mouse", "mouse mode on"},
                                  {"alternate", "alternate screen"},
                                  {"copy_mode", "copy mode: the state is held"},
                                  {"dead", "pane dead"},
                                  {"colours", "input line read with its colours"}})
    if (is_set(other, key))
      out += std::string{word} + ", ";
  if (is_set(seen, "shell_prompt"))
    out += "a shell's prompt at the cursor, ";
  return out.substr(0, out.empty() ? 0 : out.size() - 2);
}

std::string other_part(const json::value& why) {
  const auto& other = why.at("other");
  const auto& seen = why.at("seen");
  std::string out = "command   " + printable(text_at(other, "command")) + "\n";
  out += "title     " + printable(text_at(other, "title"));
  out += seen.at("title_says").is_null() ? "\n" : " (says " + text_at(seen, "title_says") + ")\n";
  out += "pane      " + text_at(other, "width") + "x" + text_at(other, "height") + ", cursor at "
         + text_at(other, "cursor_x") + "," + text_at(other, "cursor_y") + "\n";
  if (const auto flags = flags_of(other, seen); !flags.empty())
    out += "terminal  " + flags + "\n";
  for (const auto& [key, word] : {std::pair{"violence", "violence  "}, {"farewell", "farewell  "}})
    if (!seen.at(key).is_null())
      out += word + printable(text_at(seen, key)) + "\n";
  return out;
}

/// "no ^busy in last 3"
std::string lack_of(const json::value& unmet) {
  const auto of = text_at(unmet, "of");
  const auto in = text_at(unmet, "in");
  if (of == "cursor")
    return "cursor not in " + in;
  const bool both = !unmet.at("literal").is_null() && !unmet.at("regex").is_null();
  const auto* one = unmet.at("regex").is_null() ? "literal" : "regex";
  const auto what = printable(both ? text_at(unmet, "literal") + ", as " + text_at(unmet, "regex")
                                   : text_at(unmet, one));
  if (of != "not")
    return (of == "any" ? "none of its any, as " : "no ") + what + " in " + in;
  const auto& found = unmet.at("found");
  return what + " in " + in + (found.is_null() ? "" : ": " + printable(text_at(unmet, "found")));
}

std::string rules_part(const json::value& why, const std::string& decided, const terminal& t) {
  std::vector<std::vector<cell>> rows;
  for (const auto& rule : why.at("rules").as_array()) {
    const auto name = text_at(rule, "rule");
    const bool matched = is_set(rule, "matched");
    const auto state = is_set(rule, "hold") ? "(held)" : text_at(rule, "state");
    const auto& unmet = rule.at("unmet").as_array();
    const auto more =
        unmet.size() > 1 ? " (and " + std::to_string(unmet.size() - 1) + " more)" : "";
    rows.push_back(
        {{name == decided ? "> " + name : "  " + name, matched ? ink::green : ink::plain},
         {text_at(rule, "priority"), ink::plain},
         {state, ink_of(state)},
         {matched ? "matches" : lack_of(unmet.at(0)) + more, ink::dim}});
  }
  return table({"RULE", "PRIORITY", "STATE", "WHY NOT"}, rows, t);
}

std::string change_part(const json::value& why) {
  std::string out;
  for (const auto& one : why.at("would_change").as_array()) {
    const auto& needs = one.at("needs");
    const auto lack = lack_of(needs);
    out += "  " + (is_set(one, "hold") ? "held" : text_at(one, "state")) + " by "
           + printable(text_at(one, "rule")) + ", but for: " + lack + "\n";
  }
  if (is_set(why.at("seen"), "hold"))
    out += "  its state is held for as long as this screen is shown\n";
  return out.empty() ? "" : "would change the verdict\n" + out;
}

} // namespace

std::string explained(const json::value& why, const terminal& t) {
  const auto decided = text_at(why.at("seen"), "rule");
  return screen_part(why, t) + other_part(why) + change_part(why) + "\n"
         + rules_part(why, decided, t);
}

} // namespace orc::cli
