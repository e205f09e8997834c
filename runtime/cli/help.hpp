// What `--help` and `tmux-orc help` print, of the table of commands. Pure.
#pragma once

#include "runtime/cli/command_table.hpp"

#include <string>

namespace orc::cli {

/// All commands, in a line each.
[[nodiscard]] std::string help();

/// One command with its options and exit statuses.
[[nodiscard]] std::string help(const command& c);

/// "[-n, --lines N]" without the brackets.
[[nodiscard]] std::string spelled(const option& o);

/// What it means, with its choices, its range and the variable that stands in.
[[nodiscard]] std::string told(const option& o);

} // namespace orc::cli
