// `tmux-orc monitor`: how the monitor itself is, in the guide's spellings.
#pragma once

#include "runtime/cli/command_table.hpp"

namespace orc::cli {

[[nodiscard]] outcome monitor_status(const context& c);
[[nodiscard]] outcome monitor_metrics(const context& c);

/// One line as Nagios plugins print it, and their status: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
[[nodiscard]] outcome monitor_health_check(const context& c);

/// A sample of a Prometheus text body by its whole series name, or a negative number.
[[nodiscard]] double sample(const std::string& body, const std::string& series);

[[nodiscard]] command monitor_command();

} // namespace orc::cli
