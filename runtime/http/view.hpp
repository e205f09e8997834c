// Everything that an answer is made of, and how fresh it is. Pure.
#pragma once

#include "messages/types/snapshot.hpp"
#include "runtime/http/cycle_log.hpp"
#include "runtime/http/drills.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace orc {

/// What http_gateway knows at the moment of a request.
struct monitor_view {
  shared<snapshot> figures;     ///< null before the first cycle
  shared<health_report> health; ///< null before the first check
  const cycle_log* cycles = nullptr;
  const std::map<std::string, std::vector<std::string>>* sends_to = nullptr; ///< by component
  steady_time now{};                              ///< when the request is answered
  steady_time started{};                          ///< when the gateway began to listen
  bool draining = false;                          ///< the daemon is about to end
  bool export_metrics = true;                     ///< false: /metrics is 404
  std::optional<std::vector<armed_drill>> drills; ///< in force; nothing: no fault injection
  std::chrono::milliseconds cycle_interval{1000};
  std::chrono::milliseconds report_interval{30000}; ///< how often colours come at least
};

/// A colour with its reason; the reason is empty for green.
struct judgement {
  color shade = color::green;
  std::string reason;
};

/// The fleet of the last cycle, or null.
inline const fleet* fleet_of(const monitor_view& v) {
  return v.figures && v.figures->fleet_now ? v.figures->fleet_now.get() : nullptr;
}

/// Seconds from `t` until now, never negative.
double seconds_since(const monitor_view& v, steady_time t);

/// The wall clock's now, as the newest cycle's stamp and the steady clock give it; nothing before
/// the first cycle or check.
std::optional<wall_time> wall_now(const monitor_view& v);

/// Green while the figures are younger than three cycles. A gateway that has just begun gets ten
/// seconds (or three cycles) to hear of its first one.
judgement judge_cycles(const monitor_view& v);

/// The same for the components' colours: three report intervals.
judgement judge_report(const monitor_view& v);

/// The whole as it stands now: the health report's own colour, and the age of what we know.
judgement judge(const monitor_view& v);

/// Whether the monitor does its job: a cycle is done and the database can be written.
judgement judge_readiness(const monitor_view& v);

} // namespace orc
