// Reads the configuration: defaults, then the file, then the environment.
//
// Used by the daemon at its start and by `tmux-orc config --validate`.
//
// All mistakes come back at once, each with its place, what was found and what was expected;
// nothing is taken over in part. Stateless.
#pragma once

#include "runtime/config/json_file.hpp"
#include "runtime/config/settings.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace orc {

using environment = std::map<std::string, std::string>;
using settings_or_faults = tl::expected<settings, std::vector<file_fault>>;

/// What of the guide's variables is known but cannot be obeyed yet, one sentence each.
using notices = std::vector<std::string>;

/// `text` is the file's content, empty for none.
[[nodiscard]] settings_or_faults
read_settings(std::string_view file, std::string_view text, const environment& env);

/// An empty path reads no file.
[[nodiscard]] settings_or_faults load_settings(const std::string& path, const environment& env);

[[nodiscard]] notices notices_of(const environment& env);

/// The process's own environment.
[[nodiscard]] environment this_environment();

/// Where things are when nothing says otherwise: the service's folders where root runs it and
/// /etc/tmux-orchestrator exists, else the user's by the XDG base directory specification.
struct default_paths {
  std::string config;  ///< monitor.json; it may be missing
  std::string state;   ///< folder of the database
  std::string rules;   ///< folder of the user's rules
  std::string control; ///< the control socket
};

[[nodiscard]] default_paths paths_for(const environment& env, bool as_service);

/// The same for this process.
[[nodiscard]] default_paths paths_here(const environment& env);

/// The database, named by the settings or at its default place.
[[nodiscard]] std::string database_path(const settings& s, const default_paths& paths);

/// The file that a daemon locks for as long as it writes this database: beside it, monitor.pid for
/// monitor.db.
[[nodiscard]] std::string lock_path(const std::string& database);

/// Where the control socket is, or empty where it is switched off. With a database of its own place
/// it lies beside that, so that two daemons of one user do not want the same one.
[[nodiscard]] std::string control_socket_of(const settings& s, const default_paths& paths);

} // namespace orc
