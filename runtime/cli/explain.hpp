// `tmux-orc explain`: why an agent is said to be in its state; a live one, or one captured screen.
#pragma once

#include "messages/types/agent.hpp"
#include "messages/types/tmux.hpp"
#include "runtime/cli/command_table.hpp"
#include "runtime/config/rules_file.hpp"

#include <string>

namespace orc::cli {

struct explain_arguments {
  std::string agent; ///< a live agent's id; empty: a file
  std::string kind;
  std::string file; ///< "-" is standard input
  std::string title;
  std::string command; ///< in the foreground; empty: the agent itself
  std::string argv;    ///< its words, divided by blanks
  std::string size;    ///< "120x40"; empty: what the text needs
  std::string cursor;  ///< "3,7"
  std::string styled;  ///< file of the input line with its colours; empty: there are none
  bool cursor_visible = true;
  bool mouse = false;
  bool alternate = false;
  std::string rules;      ///< folder of those that come with the program
  std::string user_rules; ///< folder of the user's, which replace a kind or add one
};

[[nodiscard]] outcome explain(const context& c, const explain_arguments& a);

/// The verdict on a screen without a past: its rules, joined with what is in the foreground.
[[nodiscard]] verdict judge_screen(const rule_sets& rules, const pane_screen& screen);

[[nodiscard]] command explain_command();

} // namespace orc::cli
