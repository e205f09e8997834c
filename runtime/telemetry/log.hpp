// Logging. Each component has a logger of its own name; they share one sink.
//
// Lifecycle:
//  1. start_logging() once the configuration is known. Before it, and in tests, nothing is written.
//  2. log_of(component) wherever something is to be said; the logger is made at its first use.
//  3. set_level() and start_logging() again change it while it runs; reopen_log() after a rotation.
//  4. stop_logging() tells what is still counted, last in main.
// Threading: everything from any thread, while others log.
#pragma once

#include "messages/types/error.hpp"

#include <spdlog/logger.h>

#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace orc {

using level_map = std::map<std::string, std::string>; ///< component -> level

struct log_options {
  std::string file;           ///< path, or empty: standard error
  std::string level = "info"; ///< one of log_levels (messages/types/log_names.hpp)
  level_map levels{};         ///< components that have a level of their own
  bool json = false;          ///< one JSON object a line instead of text
  /// The same message of the same component is written once in this time; what came besides is
  /// counted and told at its end. 0: everything is written.
  std::chrono::milliseconds repeat_window{30000};
};

/// What was chosen before stays as it is where this fails: errc::invalid_input for a level that
/// does not exist, errc::io for a file that cannot be opened.
result<void> start_logging(const log_options& options);

/// Text lines look so: `2026-11-24T03:04:05.678Z ERROR crash_detector: what happened`
spdlog::logger& log_of(std::string_view component);

/// From now on, until start_logging(). An empty component means everything that has no level of its
/// own; an empty level makes a component one of these again. errc::invalid_input for a level that
/// does not exist, errc::not_found for a component that does not.
result<void> set_level(std::string_view component, std::string_view level);

/// The level of everything under "", and of each component that has one of its own.
[[nodiscard]] level_map levels();

/// Opens the file at its path anew, as a rotation wants it: no line is lost on the way. errc::io
/// where that fails; the file that was open stays in use then.
result<void> reopen_log();

void stop_logging();

} // namespace orc
