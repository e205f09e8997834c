// From settings to what each component is started with. Used by the daemon.
#pragma once

#include "runtime/app/monitor.hpp"
#include "runtime/config/rules_file.hpp"
#include "runtime/config/settings_file.hpp"
#include "runtime/telemetry/log.hpp"

#include <memory>

namespace orc {

/// `paths` stand in where the settings are silent.
[[nodiscard]] monitor_setup
setup_from(const settings& s, const default_paths& paths, rule_sets rules);

/// Adds the token of http.token_file, where one is named.
[[nodiscard]] result<void> add_token(const settings& s, monitor_setup& setup);

/// Lets everything be made to fail on purpose; call it before anything is started. `tmux` is the
/// switch of the run so far, where the setup takes the place of an earlier one.
void allow_faults(monitor_setup& setup, const std::shared_ptr<fault_switch>& tmux = nullptr);

/// log.file is taken as it is: log_path() has chosen it.
[[nodiscard]] log_options log_options_of(const settings& s);

/// The folder of the rules that come with the program.
[[nodiscard]] std::string rules_folder(const settings& s);

} // namespace orc
