// Finds out for doctor what is so: asks tmux, the daemon, the database and the kernel. Changes
// nothing, apart from listening for a moment on the daemon's port where no daemon does.
#pragma once

#include "runtime/cli/doctor_facts.hpp"
#include "runtime/config/settings_file.hpp"

#include <string>

namespace orc::cli {

/// `config` empty: the default file.
[[nodiscard]] doctor_facts gather(const std::string& config, const environment& env);

/// The part of it that is about tmux.
[[nodiscard]] tmux_facts gather_tmux(const settings& s, const environment& env);

} // namespace orc::cli
