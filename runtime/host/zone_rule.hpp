// When summer begins and ends from a zone file's last explicit transition on: the rule in the
// file's footer, "EST5EDT,M3.2.0,M11.1.0" (RFC 8536, section 3.3; POSIX's TZ). Pure; used by
// time_zones.cpp alone.
//
// Files that are as small as tzdata makes them by default name no transition of today: the rule is
// all that they say. Nothing at hand evaluates it: GCC 12 has no std::chrono::time_zone, and glibc
// knows one zone at a time, that of the environment variable TZ, which threads share.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace orc::host {

/// What clocks are ahead of UTC. Nothing for a rule that names its days otherwise than as M3.2.0,
/// as no zone of tzdata does, and for what is no rule.
[[nodiscard]] std::optional<std::chrono::seconds> ahead_by_rule(std::string_view rule,
                                                                std::chrono::sys_seconds at);

} // namespace orc::host
