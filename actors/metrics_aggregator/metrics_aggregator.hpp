// Counts, and makes one immutable snapshot per cycle, with the body of /metrics in it.
//
// Lifecycle:
//  1. At its start it publishes a snapshot of zeros, so that /metrics stands from the first second.
//  2. Each fleet closes the books: a new snapshot goes to http_gateway and health_monitor.
//  3. Colours enter the next snapshot. When cycles stay away they make one of their own, for
//     http_gateway alone: the exported colours must not stop with the cycle that they complain of.
// Threading: pool.
#pragma once

#include "actors/metrics_aggregator/books.hpp"
#include "messages/health_monitor_actor.hpp"
#include "messages/http_gateway_actor.hpp"
#include "messages/metrics_aggregator_actor.hpp"

#include <functional>
#include <string>

namespace orc {

struct metrics_aggregator_links {
  http_gateway_actor http;
  health_monitor_actor health;
};

struct metrics_aggregator_options {
  bool export_metrics = true;            ///< false: nothing is rendered
  std::string version;                   ///< for build_info
  bool fault_injection = false;          ///< said, so that an alert can be made of it
  std::function<resource_usage()> usage; ///< what the daemon takes; may be empty
  std::chrono::milliseconds quiet{2000}; ///< without a snapshot, before colours make one
};

struct metrics_aggregator_state {
  static inline const char* name = "metrics_aggregator";

  metrics_aggregator_state() = default;

  void close_cycle(const shared<fleet>& f);
  void take(const shared<health_report>& report);
  [[nodiscard]] shared<snapshot> make_snapshot();
  void publish_late();

  metrics_aggregator_actor::stateful_pointer<metrics_aggregator_state> self = nullptr;
  metrics_aggregator_links links;
  metrics_aggregator_options options;
  books sums;
  shared<fleet> newest;
  shared<health_report> health;
  mode_view mode;
  steady_time published{};
};

metrics_aggregator_actor::behavior_type
metrics_aggregator(metrics_aggregator_actor::stateful_pointer<metrics_aggregator_state> self,
                   metrics_aggregator_links links,
                   metrics_aggregator_options options);

} // namespace orc
