// When a limit ends, from the words in which agents say it. Pure.
//
//  RFC 3339               "2026-11-24T15:00:00Z", with or without a fraction, with an offset or Z
//  a time of day          "4am (UTC)", "3:30pm (Europe/Berlin)", "at 15:00", "tomorrow at 9 a.m."
//  a day, with a time     "Nov 30 at 3pm", "30 November 2026, 15:00 UTC", "Monday at 9am"
//  a time from now        "in 59m 36s", "try again in 3 hours 12 minutes", "after 3600 seconds"
//  seconds since 1970     "1795000000", or milliseconds
//
// A time of day is the one from 6 hours ago to 18 hours ahead: a limit that has just ended is not
// one that ends tomorrow. A day without a year is the nearest one.
#pragma once

#include "messages/types/time.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

namespace orc {

/// What a zone's clocks are ahead of UTC at a moment; "" is the zone of this machine. Nothing for a
/// zone that is not known.
using zone_offset =
    std::function<std::optional<std::chrono::seconds>(std::string_view zone, wall_time at)>;

/// The moment at which a text was read, and where.
struct reading_time {
  wall_time now{};   ///< the epoch: not known, and so is nothing that is counted from it
  zone_offset ahead; ///< empty: UTC alone is known
};

/// Nothing for words that name no time, and for zones that are not known.
[[nodiscard]] std::optional<wall_time> reset_time(std::string_view text, const reading_time& at);

} // namespace orc
