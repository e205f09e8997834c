// Every colour of the monitor, and why. Used by health_monitor. Pure.
#pragma once

#include "actors/health_monitor/heartbeat_book.hpp"
#include "messages/types/health.hpp"
#include "messages/types/snapshot.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace orc {

struct health_policy {
  std::chrono::milliseconds recent_failure{60000}; ///< so long a restart stays visible as yellow
  std::chrono::milliseconds backoff_is_red{30000}; ///< down for so long, though to be restarted
  std::chrono::milliseconds cycle_interval{1000};
  unsigned missed_red = 2;                           ///< heartbeats missed in a row; one is yellow
  std::chrono::milliseconds heartbeat_timeout{5000}; ///< a handler that runs longer is told of
  unsigned stale_cycles = 3;                         ///< figures older than so many cycles are red
};

/// A colour with its reason; the reason is empty for green.
struct shade_of {
  color shade = color::green;
  std::string reason;
};

/// `beat` is null where this incarnation was never asked.
[[nodiscard]] component_health judge_component(const component_facts& facts,
                                               const heartbeat* beat,
                                               steady_time now,
                                               const health_policy& policy);

/// The guide's table of cycle times; above 200 agents its last row grows in proportion.
struct cycle_limits {
  double target_seconds = 0;
  double warning_seconds = 0;
  double critical_seconds = 0;
};

[[nodiscard]] cycle_limits limits_for(std::uint64_t agents);

/// From the median over the last five minutes.
[[nodiscard]] shade_of judge_performance(const snapshot& now);

/// Memory and state file against the guide's table; `cpu_share` of one core over the last check.
[[nodiscard]] shade_of judge_resources(const snapshot& now, double cpu_share);

/// What the last census found; green before the first, yellow when it is too old to say anything.
[[nodiscard]] shade_of judge_accuracy(const snapshot& latest, steady_time now);

/// That cycles go on at all, and that tmux answers.
[[nodiscard]] shade_of
judge_flow(const shared<snapshot>& latest, steady_time now, const health_policy& policy);

/// The whole: red when a critical component or a figure is red, yellow when anything is not green.
[[nodiscard]] shade_of overall(const std::vector<component_health>& components,
                               const std::vector<shade_of>& figures);

} // namespace orc
