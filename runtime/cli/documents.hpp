// What packages install beside the program, made of the table of commands: a manual page, and what
// bash completes.
#pragma once

#include "runtime/cli/command_table.hpp"

#include <string>

namespace orc::cli {

/// tmux-orc(1), in the language of man(7).
[[nodiscard]] std::string manual_page();

/// A function for bash's `complete -F`: commands, their options, and the values of those that have
/// a fixed choice.
[[nodiscard]] std::string bash_completions();

[[nodiscard]] command manual_command();
[[nodiscard]] command completions_command();

} // namespace orc::cli
