// SIGHUP: reads the configuration and the rules anew and takes over what can be taken over.
//
// Used by the daemon.
//
// Lifecycle:
//  1. load_configuration() at the start; what it brought is handed to the reloader.
//  2. reload() at each SIGHUP. The log file is opened anew in any case, for a rotation's sake. A
//     mistake anywhere leaves everything else as it was, is logged, and is told by fault() until a
//     reload succeeds: health_monitor turns yellow with it.
// Threading: reload() from one thread; what other threads may call says so.
#pragma once

#include "runtime/app/monitor.hpp"
#include "runtime/config/rules_file.hpp"
#include "runtime/config/settings_file.hpp"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace orc {

/// Where the configuration is.
struct sources {
  std::string file; ///< that was named; empty: the default one, where it is there
  environment env;
  default_paths paths;
};

struct configuration {
  settings chosen; ///< with log.file as log_path() has it
  rule_sets rules;
  std::string rules_text; ///< to see whether they changed
};

[[nodiscard]] tl::expected<configuration, std::vector<file_fault>>
load_configuration(const sources& from);

class reloader {
public:
  reloader(sources from, settings chosen, std::string rules_text);

  void reload(monitor& whole);

  /// Why the configuration as it lies there is not in force, or empty. From any thread.
  [[nodiscard]] std::string fault() const;

  /// When the daemon started, or took over something that was changed. From any thread.
  [[nodiscard]] steady_time changed() const;

  /// Empty: standard error. From any thread.
  [[nodiscard]] std::string log_file() const;

  /// A gateway that is started anew keeps the port that was given to it. From any thread.
  void note_port(std::uint16_t port);

private:
  void refuse(std::vector<std::string> faults);
  result<void> renew_log(const settings& chosen, bool changed);
  void
  apply(monitor& whole, settings chosen, configuration found, const std::vector<std::string>& who);
  monitor_setup setup_for(const monitor& whole, const settings& chosen, rule_sets rules) const;

  const sources from_;
  settings chosen_;
  std::string rules_text_;
  mutable std::mutex mutex_; ///< of what follows
  std::string fault_;
  std::string log_file_;
  steady_time changed_ = std::chrono::steady_clock::now();
  std::uint16_t port_ = 0;
};

} // namespace orc
