// Time is a value that is handed down, never read in logic (DESIGN: decision "Clock").
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace orc {

using steady_time = std::chrono::steady_clock::time_point;          ///< durations and deadlines
using wall_time = std::chrono::sys_time<std::chrono::milliseconds>; ///< what people read, UTC

/// The moment at which a cycle began, on both clocks. `steady` is the cycle's identity: it grows
/// over restarts of whoever stamps cycles, without anybody having to remember a number.
struct cycle_stamp {
  steady_time steady{};
  wall_time wall{};
};

inline bool operator==(const cycle_stamp& a, const cycle_stamp& b) {
  return a.steady == b.steady;
}

/// RFC 3339 in UTC with milliseconds: 2026-11-24T03:04:05.678Z
std::string to_rfc3339(wall_time t);

/// A time as RFC 3339, section 5.6, has it, with Z or an offset; what is finer than a millisecond
/// is dropped.
std::optional<wall_time> from_rfc3339(std::string_view text);

} // namespace orc
