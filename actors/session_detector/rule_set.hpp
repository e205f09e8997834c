// Reads one screen by the rules of its agent's kind: what state, by which rule, from which line.
//
// Used by session_detector and, without any actor, by `tmux-orc explain`.
//
// Lifecycle:
//  1. compile() a rule file's kind_spec once; every mistake is told with its place.
//  2. read() as many screens as one likes.
// Threading: a compiled rule_set never changes and may be shared by any number of threads. Matching
// takes time linear in the screen, whatever the screen and the rules are (RE2; last_match.hpp).
#pragma once

#include "actors/session_detector/needle.hpp"
#include "actors/session_detector/reset_time.hpp"
#include "actors/session_detector/rule_spec.hpp"
#include "messages/types/cycle.hpp"
#include "messages/types/explanation.hpp"
#include "messages/types/tmux.hpp"

#include <tl/expected.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace re2 {
class RE2;
}

namespace orc {

struct compiled_test {
  needle literal;
  std::shared_ptr<const re2::RE2> pattern; ///< null: the literal alone counts
  std::string regex;                       ///< as it was written
  std::vector<needle> words;               ///< one of these has to be there; empty: not known
  region in;
};

struct compiled_capture {
  compiled_test test;
  std::string value;
};

struct compiled_captures {
  std::vector<compiled_capture> reset_at;
  std::vector<compiled_capture> retry;
  std::vector<compiled_capture> context_left;
  std::vector<compiled_capture> permission_mode;
  std::vector<compiled_capture> elapsed;
  std::vector<compiled_capture> background_tasks;
};

struct compiled_rule {
  rule_spec spec;
  std::vector<compiled_test> all;
  std::vector<compiled_test> any;
  std::vector<compiled_test> none;
  compiled_captures capture;
  bool of_title = false; ///< looks at nothing but the title
  bool of_shell = false; ///< sees a shell's prompt at the cursor
};

struct rule_set {
  agent_identity identity;
  std::vector<std::string> prompt_glyphs;
  std::vector<compiled_rule> rules; ///< highest priority first, else in the file's order
  compiled_captures capture;
  std::vector<compiled_test> violence;
  std::vector<compiled_test> farewell;
  bool cautious = false; ///< every rule is "unverified": such a kind claims no crash
};

/// By kind; "generic" is for those that no other name fits.
using rule_sets = std::map<std::string, rule_set>;

struct rule_fault {
  std::string at;   ///< JSON pointer into the rule file
  std::string what; ///< one sentence
};

[[nodiscard]] tl::expected<rule_set, std::vector<rule_fault>> compile(const kind_spec& spec);

/// `changed` is left to whoever remembers the screen before. Times in words are counted from
/// `at`.
[[nodiscard]] sighting
read(const rule_set& rules, const pane_screen& pane, const reading_time& at = {});

/// The same, and why: what every rule lacked. Costs some ten times as much.
[[nodiscard]] explanation
read_with_trace(const rule_set& rules, const pane_screen& pane, const reading_time& at = {});

/// The rules of a kind, or those of "generic"; null where neither is there.
[[nodiscard]] const rule_set* rules_for(const rule_sets& all, const std::string& kind);

} // namespace orc
