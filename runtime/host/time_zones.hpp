// What the clocks of a time zone are ahead of UTC, from the system's zone files (RFC 8536).
//
// Used where words of a screen are turned into times. Threading: may be called from any thread;
// each zone's file is read once, at most 64 of them are remembered.
#pragma once

#include "messages/types/time.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace orc::host {

/// "" is this machine's zone. Nothing for a name that is no zone here, and for a time that its file
/// says nothing of.
[[nodiscard]] std::optional<std::chrono::seconds> zone_ahead(std::string_view zone, wall_time at);

/// The same from a zone file's content.
[[nodiscard]] std::optional<std::chrono::seconds> ahead_by(std::string_view zone_file,
                                                           wall_time at);

} // namespace orc::host
