#include "runtime/json/explanation_json.hpp"

#include "runtime/json/state_details_json.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace orc {
namespace {

namespace json = boost::json;

constexpr std::size_t most_near_misses = 5;

/// What is the screen's own, where it may be told.
json::value told(const std::string& of_screen, screen_text text) {
  return text_or_null(text == screen_text::shown ? of_screen : "");
}

json::object seen_json(const sighting& seen, screen_text text) {
  return {{"state", to_string(seen.seen.state)},
          {"rule", seen.seen.rule},
          {"evidence", text_or_null(seen.seen.evidence)},
          {"positive", seen.seen.positive},
          {"details", details_json(seen.seen.details)},
          {"hold", seen.hold},
          {"unrestored", seen.unrestored},
          {"violence", told(seen.violence, text)},
          {"farewell", told(seen.farewell, text)},
          {"shell_prompt", seen.shell_prompt},
          {"title_says", seen.title_says ? json::value(to_string(*seen.title_says)) : nullptr}};
}

json::object other_json(const explanation& why, screen_text text) {
  const auto& pane = why.looked_at.pane;
  return {{"kind", why.looked_at.kind},
          {"command", text_or_null(why.looked_at.command)},
          {"title", told(pane.title, text)},
          {"width", pane.width},
          {"height", pane.height},
          {"cursor_x", pane.cursor_x},
          {"cursor_y", pane.cursor_y},
          {"cursor_visible", pane.cursor_visible},
          {"mouse", pane.mouse},
          {"alternate", pane.alternate},
          {"copy_mode", pane.in_mode},
          {"dead", pane.dead},
          {"dead_status", value_or_null(pane.dead_status)},
          {"colours", why.has_colours}};
}

json::value lines_json(const std::vector<screen_line>& lines, screen_text text) {
  if (text == screen_text::hidden)
    return nullptr;
  json::array out;
  for (const auto& line : lines)
    out.push_back(
        json::object{{"row", line.row}, {"text", line.text}, {"evidence", line.evidence}});
  return out;
}

json::object unmet_json(const unmet_condition& one, screen_text text) {
  return {{"of", one.of},
          {"literal", text_or_null(one.literal)},
          {"regex", text_or_null(one.regex)},
          {"in", one.region},
          {"found", told(one.found, text)}};
}

json::object trial_json(const rule_trial& rule, screen_text text) {
  json::array unmet;
  for (const auto& one : rule.unmet)
    unmet.push_back(unmet_json(one, text));
  return {{"rule", rule.rule},
          {"state", to_string(rule.state)},
          {"priority", rule.priority},
          {"positive", rule.positive},
          {"hold", rule.hold},
          {"matched", rule.matched},
          {"evidence", told(rule.evidence, text)},
          {"unmet", std::move(unmet)}};
}

/// The rules that would have decided instead, were it not for one condition.
json::array near_misses(const explanation& why, screen_text text) {
  json::array out;
  for (const auto& rule : why.rules) {
    if (rule.rule == why.seen.seen.rule || out.size() == most_near_misses)
      break; // those below would not decide
    if (rule.unmet.size() == 1)
      out.push_back(json::object{{"rule", rule.rule},
                                 {"state", to_string(rule.state)},
                                 {"hold", rule.hold},
                                 {"needs", unmet_json(rule.unmet.front(), text)}});
  }
  return out;
}

} // namespace

json::object explanation_json(const explanation& why, screen_text text) {
  json::array rules;
  for (const auto& rule : why.rules)
    rules.push_back(trial_json(rule, text));
  return {{"at", why.at == wall_time{} ? json::value(nullptr) : time_of(why.at)},
          {"seen", seen_json(why.seen, text)},
          {"region", text_or_null(why.region)},
          {"lines", lines_json(why.lines, text)},
          {"other", other_json(why, text)},
          {"rules", std::move(rules)},
          {"would_change", near_misses(why, text)}};
}

} // namespace orc
