// `tmux-orc history`: what happened, the newest first.
#pragma once

#include "runtime/cli/command_table.hpp"

#include <string>

namespace orc::cli {

struct history_arguments {
  std::string agent; ///< empty: what happened to sessions and windows
  unsigned limit = 50;
};

[[nodiscard]] outcome history(const context& c, const history_arguments& a);

[[nodiscard]] command history_command();

} // namespace orc::cli
