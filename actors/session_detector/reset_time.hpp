// When a limit ends, from the words in which agents say it. Pure.
//
//  RFC 3339               "2026-11-24T15:00:00Z", with or without a fraction, with an offset or Z
//  a time of day          "4am (UTC)", "3:30pm (Europe/Berlin)", "at 15:00", "tomorrow at 9 a.m."
//  a day, with a time     "Nov 30 at 3pm", "30 November 2026, 15:00 UTC", "Monday at 9am"
//  a time from now        "in 59m 36s", "try again in 3 hours 12 minutes", "after 3600 seconds"
//  seconds since 1970     "1795000000", or milliseconds
//
// A time of day, also one of a day of the week, comes again and again. Meant is
//  - where it is one that the same words may have named before: that moment, however long they
//  stand;
//  - else, in words that were just printed: the next one, for a limit lies ahead. One of the last 5
//    minutes is still meant: agents round, and screens are looked at late;
//  - else, in words of which nobody knows when they were printed: the next one, but one of the last
//    6 hours first. A limit that has just ended is likelier than one of 18 hours and more.
// A day without a year is the nearest one.
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
  wall_time now{};    ///< the epoch: not known, and so is nothing that is counted from it
  zone_offset ahead;  ///< empty: UTC alone is known
  bool fresh = false; ///< the agent was looked at a moment before
  std::optional<wall_time> named = {}; ///< by its words then, or since it last worked
};

/// Nothing for words that name no time, and for zones that are not known.
[[nodiscard]] std::optional<wall_time> reset_time(std::string_view words, const reading_time& at);

} // namespace orc
