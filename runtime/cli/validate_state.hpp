// `tmux-orc monitor --validate-state`: whether the database is sound, without a daemon.
#pragma once

#include "runtime/cli/command_table.hpp"

namespace orc::cli {

/// Status 65 where it is not sound (sysexits(3), EX_DATAERR), 66 where there is none.
[[nodiscard]] outcome validate_state(const context& c);

} // namespace orc::cli
