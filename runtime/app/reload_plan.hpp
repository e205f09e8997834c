// What a changed configuration means for a daemon that runs: which keys it takes over, which need a
// restart, and which components have to be started anew. Used by reload. Pure.
#pragma once

#include "runtime/config/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace orc {

struct reload_plan {
  settings chosen; ///< what is to be in force: keys that need a restart have their old value
  std::vector<std::string> taken;        ///< pointers of what changed
  std::vector<std::string> need_restart; ///< pointers of what changed in the file alone
  std::vector<std::string> components;   ///< to be started anew, in this order
  bool log = false;                      ///< whether the log is to be started anew
};

[[nodiscard]] reload_plan
plan_reload(const settings& now, const settings& wanted, bool rules_changed);

/// Who takes a key over by being started anew; "host" and "sessions" are all their children. Nobody
/// for the log, and for the folders of rules, whose content is what counts.
[[nodiscard]] std::vector<std::string_view> components_of(std::string_view pointer);

} // namespace orc
