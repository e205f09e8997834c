// `tmux-orc drill`: failures on purpose, and what the monitor makes of them.
#pragma once

#include "runtime/cli/command_table.hpp"

namespace orc::cli {

[[nodiscard]] command drill_command();
[[nodiscard]] command drill_list_command();
[[nodiscard]] command drill_run_command();

} // namespace orc::cli
