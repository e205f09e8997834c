// `tmux-orc mode`: which engine monitors, and how the rollback triggers stand.
#pragma once

#include "runtime/cli/command_table.hpp"

namespace orc::cli {

/// `rearm`: the name of a trigger to be armed again, or "all"; empty: none.
[[nodiscard]] outcome mode(const context& c, const std::string& rearm);

[[nodiscard]] command mode_command();

} // namespace orc::cli
