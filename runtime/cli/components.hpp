// `tmux-orc monitor --component-status | --component-dependencies | --restart-component NAME`.
#pragma once

#include "runtime/cli/command.hpp"

#include <string>

namespace orc::cli {

[[nodiscard]] outcome component_status(const context& c);

/// The supervision tree with each component's addressees, as the daemon tells them.
[[nodiscard]] outcome component_dependencies(const context& c);

/// Status 66 where nobody has this name, with the nearest one that there is.
[[nodiscard]] outcome restart_component(const context& c, const std::string& name);

/// The tree as lines; `items` as /api/v1/components has them. Whoever has no parent among them
/// stands at the left.
[[nodiscard]] std::string tree_of(const boost::json::array& items);

} // namespace orc::cli
