// `tmux-orc monitor logs`: the daemon's log, wherever it is.
#pragma once

#include "runtime/cli/command_table.hpp"

namespace orc::cli {

struct logs_arguments {
  std::string config;
  std::size_t lines = 50;
  bool follow = false; ///< goes on until it is interrupted
};

[[nodiscard]] outcome monitor_logs(const context& c, const logs_arguments& a);

[[nodiscard]] command logs_command();

} // namespace orc::cli
