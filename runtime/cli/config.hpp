// `tmux-orc config`: checks a configuration as the daemon would, without one.
#pragma once

#include "runtime/cli/command_table.hpp"

#include <string>

namespace orc::cli {

/// Every mistake, a line each, those of the rule files included; status 78 where there is one. An
/// empty `file` is the default one, which may be missing.
[[nodiscard]] outcome validate_config(const context& c, const std::string& file);

[[nodiscard]] command config_command();

} // namespace orc::cli
