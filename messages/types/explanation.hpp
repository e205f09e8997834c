// Why one screen was read as it was: the rule that matched, and what stood in the others' way.
//
// Made by session_detector's logic, shown by `tmux-orc explain` and /api/v1/agents/<id>/explain.
// Text that comes from a screen is redacted.
#pragma once

#include "messages/types/cycle.hpp"
#include "messages/types/tmux.hpp"

#include <string>
#include <vector>

namespace orc {

/// A condition of a rule that was not met.
struct unmet_condition {
  std::string of;      ///< where it stands in the rule: "all", "any", "not" or "cursor"
  std::string literal; ///< empty: the expression alone
  std::string regex;   ///< empty: the literal alone
  std::string region;  ///< where it looked: "last 12"; for a cursor's column what was allowed
  std::string found;   ///< the line that should not have been there, of a "not"; else empty
};

/// One rule against one screen, in the order in which rules are tried.
struct rule_trial {
  std::string rule;
  agent_state state = agent_state::unknown;
  int priority = 0;
  bool positive = false;
  bool hold = false;
  bool matched = false;               ///< of several the first of the highest priority decides
  std::string evidence;               ///< its line, where it matched
  std::vector<unmet_condition> unmet; ///< all of them; the first alone keeps a rule from matching
};

struct screen_line {
  std::size_t row = 0; ///< counted from 0
  std::string text;
  bool evidence = false; ///< the rule that decided looked for this
};

struct explanation {
  sighting seen;                  ///< what read() said
  std::string region;             ///< of the evidence; empty where no rule matched
  std::vector<screen_line> lines; ///< of that region; of the whole screen where no rule matched
  std::vector<rule_trial> rules;
  pane_screen looked_at;    ///< without text, styled and argv; its title redacted
  bool has_colours = false; ///< the input line was there with its colours
  wall_time at{};           ///< of the screen
};

} // namespace orc
