// `tmux-orc drill restore`: disaster recovery, tried out. It needs no daemon, and one that runs
// goes on: its database is copied as it is, and what was copied is proved in a folder of its own.
#pragma once

#include "runtime/cli/command_table.hpp"

#include <string>

namespace orc::cli {

struct restore_arguments {
  std::string database{}; ///< empty: the one that is configured
  std::string backup{};   ///< a copy that was made before; empty: one is made now
  std::string into{};     ///< a folder; empty: one that is made for it
  bool keep = false;      ///< leave what was restored
};

/// Status 1 where the copy cannot be lived with or lacks something, 66 where there is nothing to
/// restore from, 73 where it cannot be put there.
[[nodiscard]] outcome drill_restore(const context& c, const restore_arguments& a);

[[nodiscard]] command drill_restore_command();

} // namespace orc::cli
