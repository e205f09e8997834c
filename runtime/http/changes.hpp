// What happened between two looks, as events for the stream. Pure.
//
// Used by http_gateway, once for each snapshot and each health report. What the events hold is told
// in API.md.
#pragma once

#include "messages/types/cycle.hpp"
#include "messages/types/health.hpp"

#include <string>
#include <vector>

namespace orc {

struct stream_event {
  std::string type; ///< transition, fleet, component, health
  std::string data; ///< JSON in one line
};

/// Agents' states, and sessions that came, went or were renamed. An agent's events have the form of
/// its history.
std::vector<stream_event> changes_between(const fleet& before, const fleet& after);

/// Components' colours, and that of the whole. A component that is new or gone is not told.
std::vector<stream_event> changes_between(const health_report& before, const health_report& after);

} // namespace orc
