// `tmux-orc config`: checks and tells a configuration as the daemon would, without one.
#pragma once

#include "runtime/cli/command_table.hpp"

#include <string>

namespace orc::cli {

/// Every mistake, a line each, those of the rule files included; status 78 where there is one. An
/// empty `file` is the default one, which may be missing.
[[nodiscard]] outcome validate_config(const context& c, const std::string& file);

/// Every key with the value that is in force, and where that comes from.
[[nodiscard]] outcome show_config(const context& c, const std::string& file);

/// Every key with its default, as a file with comments or as JSON.
[[nodiscard]] outcome default_config(const context& c);

[[nodiscard]] command config_command();

} // namespace orc::cli
