// Where things are when the configuration is silent. Used by the daemon and the command line, which
// must look in the same places. Stateless.
#pragma once

#include "runtime/config/settings.hpp"

#include <map>
#include <string>

namespace orc {

using environment = std::map<std::string, std::string>;

/// The process's own environment.
[[nodiscard]] environment this_environment();

/// The service's folders where /etc/tmux-orchestrator exists and this is root, or the user to whom
/// the service's state belongs; else the user's by the XDG base directory specification.
struct default_paths {
  std::string config;  ///< monitor.json; it may be missing
  std::string state;   ///< folder of the database
  std::string rules;   ///< folder of the user's rules
  std::string control; ///< the control socket
  std::string log{};   ///< empty: standard error
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

/// The log file, or empty for standard error, as log.file "-" wants it everywhere.
[[nodiscard]] std::string log_path(const settings& s, const default_paths& paths);

} // namespace orc
