// Logging. Each component has a logger of its own name; they share their sinks.
//
// Lifecycle:
//  1. start_logging() once, early in main. Before it, and in tests, nothing is written.
//  2. log_of(component) wherever something is to be said; the logger is made at its first use.
//  3. stop_logging() flushes, last in main.
// Threading: log_of() from any thread; start_logging() and stop_logging() while no other thread
// logs.
#pragma once

#include "messages/types/error.hpp"

#include <spdlog/logger.h>

#include <string>
#include <string_view>

namespace orc {

struct log_options {
  std::string file;           ///< path, or empty: standard error
  std::string level = "info"; ///< trace, debug, info, warn, error, critical, off
  bool json = false;          ///< one JSON object a line instead of text
};

/// errc::invalid_input for a level that does not exist, errc::io for a file that cannot be opened.
result<void> start_logging(const log_options& options);

/// Text lines look so: `2026-11-24T03:04:05.678Z ERROR crash_detector: what happened`
spdlog::logger& log_of(std::string_view component);

void stop_logging();

} // namespace orc
