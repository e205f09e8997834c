// `tmux-orc doctor`: what is wrong with this installation, and what to do about it.
#pragma once

#include "runtime/cli/command_table.hpp"
#include "runtime/cli/doctor_facts.hpp"

#include <vector>

namespace orc::cli {

[[nodiscard]] outcome doctor(const context& c, const std::string& config);

/// A line a finding, and below it what to do.
[[nodiscard]] std::string report_of(const std::vector<finding>& all, const terminal& t);

[[nodiscard]] command doctor_command();

} // namespace orc::cli
