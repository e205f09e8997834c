// The bodies of the answers, as text. Pure; one source file per family.
//
// Rules, fixed since scripts depend on them: a list is {"items":[...]} (and may say more beside
// it), times are RFC 3339 in UTC, durations are seconds, every field is always there, null for
// none.
#pragma once

#include "messages/types/explanation.hpp"
#include "messages/types/mode.hpp"
#include "messages/types/record.hpp"
#include "runtime/http/view.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orc {

/// A part of a list: what comes behind `after` in the order of the list, at most so many.
struct list_part {
  std::string after;                  ///< the id, or key, of the last one that is known
  std::optional<std::uint32_t> limit; ///< nothing: all
};

/// Each that is given must fit.
struct agent_filter {
  std::optional<agent_state> state;
  std::optional<std::string> session; ///< key or name
  std::optional<std::string> kind;
  std::optional<std::string> server;
  list_part part;
};

struct session_filter {
  std::optional<std::string> session; ///< key or name
  list_part part;
};

struct cycle_filter {
  std::optional<bool> complete;
  std::optional<wall_time> since; ///< at or after
  std::optional<wall_time> until; ///< before
  std::uint64_t before = 0;       ///< only smaller ids; 0: from the newest
  std::uint32_t limit = 100;
};

// json_agents.cpp
std::string agents_body(const monitor_view& v, const agent_filter& filter);
std::string agent_body(const agent_view& agent, const monitor_view& v);
/// The agent, and "why" its last screen was read so; rows of the screen for its owner alone.
std::string
explain_body(const agent_view& agent, const explanation* why, bool owner, const monitor_view& v);

// json_history.cpp. `limit` is what was asked for: a full page has a next one.
std::string history_body(const history_page& page, std::uint32_t limit);
std::string events_body(const std::vector<event_entry>& events, std::uint32_t limit);

// json_sessions.cpp
std::string sessions_body(const monitor_view& v, const session_filter& filter);

// json_cycles.cpp
std::string cycles_body(const monitor_view& v, const cycle_filter& filter);

// json_health.cpp. The word `healthy` stands in none of these bodies unless the whole is healthy,
// since the guide's health script looks for it: in any other text it is spelled with an escape
// that means the same to every JSON reader.
std::string health_body(const monitor_view& v);
std::string health_components_body(const monitor_view& v);
std::string component_body(const component_health& c, const monitor_view& v);
std::string components_body(const monitor_view& v, std::optional<color> only);
std::string readiness_body(const judgement& ready);

// json_mode.cpp
std::string mode_body(const mode_view& mode);

/// {"error":{"code":"not_found","message":"..."}}
std::string error_body(std::string_view code, std::string_view message);

} // namespace orc
