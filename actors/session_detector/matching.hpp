// Whether a rule's conditions hold on a screen. Pure; used by rule_set.cpp, details.cpp, why.cpp.
#pragma once

#include "actors/session_detector/rule_set.hpp"
#include "actors/session_detector/screen.hpp"

#include <re2/stringpiece.h>

#include <array>
#include <optional>
#include <string_view>

namespace orc {

/// Where a test's lowest match begins, blanks and empty rows before it left out, with its groups.
struct hit {
  std::string_view at;
  std::array<re2::StringPiece, 3> parts;
};

[[nodiscard]] std::optional<hit>
last_hit(const compiled_test& test, const screen& on, int groups_wanted = 0);

[[nodiscard]] bool found(const compiled_test& test, const screen& on);

[[nodiscard]] inline bool cursor_fits(const rule_spec& rule, int column) {
  return (!rule.cursor_column_min || column >= *rule.cursor_column_min)
         && (!rule.cursor_column_max || column <= *rule.cursor_column_max);
}

/// Where a rule matches: the line behind it, and the test that found it.
struct match {
  std::string_view at;
  const compiled_test* by = nullptr;
};

/// `unmet(of, test)` is told each condition that does not hold, in the order in which they are
/// looked at, and says whether to look at the rest: where it never does, the first one ends it.
/// `test` is null for the cursor's column, and for an `any` of which none holds.
template <class Unmet>
[[nodiscard]] std::optional<match>
matches(const compiled_rule& rule, const screen& on, Unmet unmet) {
  bool holds = true;
  const auto go_on = [&](const char* of, const compiled_test* test) {
    holds = false;
    return unmet(of, test);
  };
  match out;
  if (!cursor_fits(rule.spec, on.cursor_x()) && !go_on("cursor", nullptr))
    return std::nullopt;
  for (std::size_t i = 1; i < rule.all.size(); ++i)
    if (!found(rule.all[i], on) && !go_on("all", &rule.all[i]))
      return std::nullopt;
  if (!rule.all.empty()) {
    if (const auto first = last_hit(rule.all[0], on))
      out = {first->at, rule.all.data()};
    else if (!go_on("all", rule.all.data()))
      return std::nullopt;
  }
  for (const auto& test : rule.none)
    if (found(test, on) && !go_on("not", &test))
      return std::nullopt;
  bool one = rule.any.empty();
  for (auto test = rule.any.begin(); !one && test != rule.any.end(); ++test)
    if (const auto there = last_hit(*test, on)) {
      one = true;
      if (rule.all.empty())
        out = {there->at, &*test};
    }
  if (!one)
    go_on("any", nullptr);
  return holds ? std::optional{out} : std::nullopt;
}

/// The rule that decides, of those that match.
struct decision {
  const compiled_rule* rule = nullptr;
  match why;
  std::size_t row = 0;
};

/// Rules come by falling priority: the first priority at which one matches decides, there the
/// match that is lowest on the screen. `trial` has `unmet(rule, of, test)`, `tried(rule, match)`
/// and `wants_all`: whether to try those of lower priorities as well.
template <class Trial>
[[nodiscard]] decision decide(const rule_set& rules, const screen& on, Trial& trial) {
  decision best;
  for (const auto& rule : rules.rules) {
    const bool lower = best.rule && rule.spec.priority < best.rule->spec.priority;
    if (lower && !trial.wants_all)
      break;
    const auto here = matches(rule, on, [&](const char* of, const compiled_test* test) {
      return trial.unmet(rule, of, test);
    });
    trial.tried(rule, here);
    if (!here || lower)
      continue;
    const auto row = on.row_at(here->at);
    if (!best.rule || row > best.row)
      best = {&rule, *here, row};
  }
  return best;
}

/// What read() needs of a trial: nothing.
struct no_trial {
  static constexpr bool wants_all = false;

  static bool unmet(const compiled_rule&, const char*, const compiled_test*) { return false; }

  static void tried(const compiled_rule&, const std::optional<match>&) {}
};

/// What the screen, and the rule that decided, say of the agent.
[[nodiscard]] sighting sighting_of(const rule_set& rules,
                                   const pane_screen& pane,
                                   const screen& on,
                                   const decision& best,
                                   const reading_time& at);

} // namespace orc
