// One kind of agent as its rule file in config/agents/ describes it: plain values, nothing
// compiled.
//
// Filled by runtime/config/rules_file, compiled by rule_set. Pure.
#pragma once

#include "messages/types/agent.hpp"
#include "messages/types/agent_kind.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orc {

/// A part of a screen, by what it is and not by where it happens to be.
enum class region_kind : std::uint8_t {
  title,            ///< the pane's title
  whole,            ///< every row
  last,             ///< the last N rows that are not empty; more of them on a narrow pane
  prompt_box,       ///< from the last prompt glyph down to the next empty row or rule line, or the
                    ///< rows in a frame of half blocks below it
  above_prompt_box, ///< the last N rows above it that are not empty
  last_turn,        ///< between the last sent prompt and the prompt box
  after_last_rule,  ///< below the last horizontal line
  bottom_menu,      ///< numbered options, one of them selected, at the bottom
  cursor_line,      ///< the cursor's row
  before_cursor,    ///< the cursor's row, up to the cursor
  above_cursor,     ///< the cursor's row and the N rows above it
  typed,            ///< what of the input line was typed, by its colours; needs them
  suggested,        ///< what of the input line is dim or grey, a suggestion; needs them
  squeezed,         ///< the last N rows that are not empty, all blanks left out, as one line
};

struct region {
  region_kind kind = region_kind::whole;
  int lines = 0; ///< N, for those that have one
  bool operator==(const region&) const = default;
};

/// "title", "last 12", "above_prompt_box 6"; nothing for what is no region.
std::optional<region> region_from(std::string_view text);
std::string to_string(const region& which);

/// Those that need the colours of the input line.
constexpr bool needs_colours(region_kind kind) {
  return kind == region_kind::typed || kind == region_kind::suggested;
}

/// One thing to look for. Where both are set the literal, which costs nothing, has to be in the
/// region for the expression to be tried at all.
struct test_spec {
  std::string literal;
  std::string regex; ///< RE2; ^ and $ stand for a row's ends
  region in;
  std::string at; ///< JSON pointer into the file
};

/// What is picked out of a screen: the first group, for retries "n" and "m" the first two.
struct capture_spec {
  test_spec pattern;
  std::string value; ///< taken instead of the group where it is set
};

struct captures_spec {
  std::vector<capture_spec> reset_at; ///< a time in words, see reset_time.hpp
  std::vector<capture_spec> retry;
  std::vector<capture_spec> context_left; ///< per cent
  std::vector<capture_spec> permission_mode;
  std::vector<capture_spec> elapsed;
  std::vector<capture_spec> background_tasks; ///< how many
};

/// A rule matches when all of `all`, one of `any` (where there are any) and none of `none` do.
struct rule_spec {
  std::string name;
  agent_state state = agent_state::unknown;
  std::string sub_kind;
  int priority = 0; ///< the highest wins; of equals the one whose marker is lowest on the screen
  bool positive = false; ///< the marker proves the state
  bool hold = false;     ///< something lies over the agent's screen: its last state stands
  std::optional<int> cursor_column_min;
  std::optional<int> cursor_column_max;
  std::vector<test_spec> all; ///< the first one's row is the evidence
  std::vector<test_spec> any;
  std::vector<test_spec> none;
  captures_spec capture;
  std::string version; ///< the agent's version that it was seen in; "unverified" for none
  std::string screen;  ///< a recorded screen that it is for, below tests/data/screens
  std::string at;      ///< JSON pointer into the file
};

struct kind_spec {
  agent_identity identity;
  std::vector<std::string> prompt_glyphs; ///< what the agent's input line begins with
  std::vector<rule_spec> rules;
  captures_spec capture;           ///< whatever rule matched
  std::vector<test_spec> violence; ///< signs that a process ended by force
  std::vector<test_spec> farewell; ///< signs that it took its leave
};

} // namespace orc
