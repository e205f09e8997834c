// The long way of reading a screen: the same decision as read(), with every rule tried and noted.
#include "actors/session_detector/matching.hpp"
#include "actors/session_detector/redact.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace orc {
namespace {

/// A row as it may be shown: what is indented stays so.
std::string shown(std::string_view row) {
  const auto indent = std::min(row.find_first_not_of(' '), row.size());
  return std::string(std::min(indent, evidence_limit), ' ') + redact(row);
}

std::string allowed_columns(const rule_spec& rule) {
  return "column " + std::to_string(rule.cursor_column_min.value_or(0)) + " to "
         + (rule.cursor_column_max ? std::to_string(*rule.cursor_column_max) : "the end");
}

/// Notes what each rule lacked.
struct noted_trial {
  static constexpr bool wants_all = true;

  bool unmet(const compiled_rule& rule, const char* of, const compiled_test* test) {
    if (std::string_view{of} == "any" && !rule.any.empty())
      test = &rule.any.front();
    unmet_condition one{of, "", "", "", ""};
    if (!test) {
      one.region = allowed_columns(rule.spec);
    } else {
      one.literal = test->literal.text();
      one.regex = test->regex;
      one.region = to_string(test->in);
    }
    if (std::string_view{of} == "not")
      if (const auto there = last_hit(*test, on))
        one.found = redact(on.line_at(there->at));
    lacking.push_back(std::move(one));
    return true;
  }

  void tried(const compiled_rule& rule, const std::optional<match>& here) {
    const auto& spec = rule.spec;
    rule_trial out{
        spec.name, spec.state, spec.priority, spec.positive, spec.hold, here.has_value(), "", {}};
    if (here)
      out.evidence = redact(on.line_at(here->at));
    out.unmet = std::exchange(lacking, {});
    rules.push_back(std::move(out));
  }

  const screen& on;
  std::vector<unmet_condition> lacking;
  std::vector<rule_trial> rules;
};

std::vector<screen_line> lines_of(const screen& on, row_range rows, std::size_t evidence) {
  std::vector<screen_line> out;
  for (auto i = rows.first; i < std::min(rows.last, on.rows()); ++i)
    out.push_back({i, shown(on.row(i)), i == evidence});
  return out;
}

/// Without what is large and private.
pane_screen facts_of(const pane_screen& pane, const screen& on) {
  pane_screen out;
  out.agent_id = pane.agent_id;
  out.kind = pane.kind;
  out.pane = pane.pane;
  out.pane.title = redact(on.title());
  out.command = pane.command;
  out.coloured_row = pane.coloured_row;
  return out;
}

} // namespace

explanation
read_with_trace(const rule_set& rules, const pane_screen& pane, const reading_time& at) {
  const screen on{pane, rules.prompt_glyphs};
  noted_trial trial{on, {}, {}};
  const auto best = decide(rules, on, trial);
  explanation out;
  out.seen = sighting_of(rules, pane, on, best, at);
  out.rules = std::move(trial.rules);
  out.looked_at = facts_of(pane, on);
  out.has_colours = !pane.styled.empty();
  out.at = at.now;
  if (!best.rule) {
    out.lines = lines_of(on, {0, on.rows()}, on.rows());
    return out;
  }
  out.region = to_string(best.why.by->in);
  out.lines = lines_of(on, on.rows_of(best.why.by->in), best.row);
  return out;
}

} // namespace orc
