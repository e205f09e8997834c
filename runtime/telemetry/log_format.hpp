// How a log line looks. Used by log alone.
#pragma once

#include <spdlog/formatter.h>

#include <memory>

namespace orc {

/// Text: `2026-11-24T03:04:05.678Z ERROR crash_detector: what happened`; JSON: the same as an
/// object with time, level, component and message. One line always, and UTF-8, whatever the message
/// holds: a hostile name cannot forge a second line.
[[nodiscard]] std::unique_ptr<spdlog::formatter> line_format(bool json);

} // namespace orc
