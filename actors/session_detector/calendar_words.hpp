// Days and times of day in the words in which people write them, English ones. Pure; used by
// reset_time alone.
#pragma once

#include <re2/stringpiece.h>

#include <chrono>
#include <optional>
#include <string>

namespace orc {

/// At most nine digits.
[[nodiscard]] int as_number(const std::string& digits);

/// "4am", "3:30 p.m.", "15:00"
[[nodiscard]] std::optional<std::chrono::seconds> clock_in(re2::StringPiece text);

struct named_day {
  std::chrono::sys_days day;
  std::chrono::days every{0}; ///< after which the same words name a day again; 0: never
};

/// "Nov 30", "30 November 2026", "2026-11-30", "tomorrow", "Monday"; the nearest one where no year
/// is named, of a day of the week today's or the next.
[[nodiscard]] std::optional<named_day> day_in(re2::StringPiece text, std::chrono::sys_days today);

} // namespace orc
