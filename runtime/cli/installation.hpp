// Where the daemon of this machine and user keeps its things, as its configuration says, and
// whether it runs. Used by the commands that start and stop it, by doctor, and to find its address.
#pragma once

#include "runtime/config/settings_file.hpp"
#include "runtime/host/lock_file.hpp"

#include <optional>
#include <string>

namespace orc::cli {

struct installation {
  settings chosen;
  std::string config; ///< the file that is in force; empty: defaults and environment alone
  std::string database;
  std::string lock;
  std::string log;                         ///< the configured file; empty: standard error
  std::optional<host::lock_holder> holder; ///< the daemon that runs
};

/// `config` empty: the default file, where it is there.
[[nodiscard]] tl::expected<installation, std::vector<file_fault>>
installation_here(const std::string& config, const environment& env);

/// The one without any configuration: the place to look for a daemon that runs, where the
/// configuration has become wrong meanwhile.
[[nodiscard]] installation default_installation(const environment& env);

/// Where `monitor start` lets the daemon log when the configuration names no file: beside the
/// database.
[[nodiscard]] std::string background_log(const installation& here);

/// "http://127.0.0.1:8080"
[[nodiscard]] std::string configured_url(const settings& s);

/// How the running daemon is best asked: at the address that it says it listens on, or over its
/// control socket where others can reach that address and a token would be needed. Empty: unknown.
[[nodiscard]] std::string address_of(const installation& here);

/// The same, else what is configured, else the default.
[[nodiscard]] std::string daemon_url(const environment& env);

/// The control socket of the daemon that answers at `url`, where that is the one that is found
/// here; empty otherwise.
[[nodiscard]] std::string control_of(const std::string& url, const environment& env);

/// What the holder said under that key, or nothing.
[[nodiscard]] std::string note_of(const installation& here, const std::string& key);

} // namespace orc::cli
