// `tmux-orc monitor start|stop|status`: the daemon for people without a service manager.
//
// start: the daemon goes into the background with a session of its own; it is done when the daemon
// is ready, or has died. stop: SIGTERM to who holds the lock, and to nobody else. All three find
// the daemon by the lock beside its database.
#pragma once

#include "runtime/cli/command_table.hpp"
#include "runtime/cli/installation.hpp"

#include <boost/json/object.hpp>

#include <chrono>

namespace orc::cli {

struct stop_arguments {
  std::string config;
  bool force = false;
  std::chrono::seconds patience{10}; ///< the daemon itself gives up after two
};

[[nodiscard]] outcome monitor_start(const context& c, const std::string& config);
[[nodiscard]] outcome monitor_stop(const context& c, const stop_arguments& a);
[[nodiscard]] outcome daemon_status(const context& c, const std::string& config);

[[nodiscard]] command start_command();
[[nodiscard]] command stop_command();
[[nodiscard]] command status_command();

/// The installation, or its configuration's mistakes, a line each, with status 78. A daemon that
/// runs where daemons run by default can be stopped with a wrong configuration, too.
[[nodiscard]] tl::expected<installation, outcome> installation_named(const std::string& config);

/// `--config FILE` of the commands that need no daemon.
[[nodiscard]] option config_option();

/// `{"running":...,"pid":...,"uptime":...,"url":...,"config":...,"database":...,"lock":...,"log":...}`
[[nodiscard]] boost::json::object facts_of(const installation& here);

/// For a person: where the log is.
[[nodiscard]] std::string log_in_words(const std::string& file);

} // namespace orc::cli
