// `tmux-orc monitor --validate-state`: whether the database is sound, without a daemon.
#pragma once

#include "runtime/cli/command_table.hpp"
#include "storage/inspection.hpp"
#include "storage/spool.hpp"

#include <string>

namespace orc::cli {

/// Status 65 where the database or the spool beside it is not sound (sysexits(3), EX_DATAERR), 66
/// where there is no database.
[[nodiscard]] outcome validate_state(const context& c);

/// What it prints of that database and the spool that was found beside it.
[[nodiscard]] outcome state_verdict(const std::string& database,
                                    const database_look& look,
                                    const result<spool_look>& spool,
                                    bool json);

} // namespace orc::cli
