// Computes every colour, from heartbeats, from supervisors, and from the figures of the cycles.
//
// Lifecycle:
//  1. At its start, and with every round of heartbeats, it asks the supervisors who is there.
//  2. Each component is asked for its heartbeat through its own mailbox; no answer within the
//     timeout is a missed one.
//     One that misses too many in a row is restarted by its supervisor, where that is configured.
//  3. Every check asks the supervisors for what their children took, judges anew and publishes a
//  report; performance and resources are judged at
//     their own, slower pace.
//  4. What happens to components it records like any producer (recorder.hpp): handed over with each
//     check, and at its end.
// Threading: pool.
#pragma once

#include "actors/health_monitor/figure_watch.hpp"
#include "actors/health_monitor/heartbeat_book.hpp"
#include "messages/health_monitor_actor.hpp"
#include "messages/http_gateway_actor.hpp"
#include "messages/metrics_aggregator_actor.hpp"
#include "messages/recorder.hpp"
#include "messages/rollback_controller_actor.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <type_traits>

namespace orc {

struct health_monitor_links {
  metrics_aggregator_actor metrics;
  http_gateway_actor http;
  rollback_controller_actor rollback;
  std::map<std::string, supervisor_actor> supervisors; ///< by name; "root" among them
  state_keeper_actor keeper;
};

struct health_monitor_options {
  health_policy policy;
  figure_policy figures;
  std::chrono::milliseconds check_interval{1000};
  std::chrono::milliseconds heartbeat_interval{30000};
  std::chrono::milliseconds heartbeat_timeout{5000};
  bool replace_stuck = false; ///< has one restarted that misses one more than policy.missed_red
  std::chrono::milliseconds restart_timeout{25000};
  std::function<wall_time()> wall;
  /// Why the daemon's configuration is not in force as it lies there, or empty; may be null.
  std::function<std::string()> fault;
  /// Told each report with the number of agents, on the actor's thread; may be null.
  std::function<void(const health_report&, std::uint64_t)> told;
  recorder_options recording;
};

struct health_monitor_state {
  static inline const char* name = "health_monitor";

  health_monitor_state() = default;

  void start();
  void heartbeat_round();
  /// `everyone`: asks all its children for a heartbeat, else those that never gave one or
  /// complained.
  void ask_supervisor(const std::string& supervisor, const supervisor_actor& handle, bool everyone);
  void ask_component(const child_entry& child);
  void take_miss(const component_facts& asked, const caf::error& why);
  void replace(const component_facts& stuck);
  void adopt(const std::string& supervisor, const child_entries& children, bool everyone);
  void adopt(const component_event& event);
  void check();
  [[nodiscard]] shared<health_report> judge(steady_time now);
  [[nodiscard]] self_report report() const;

  using pointer = health_monitor_actor::stateful_pointer<health_monitor_state>;
  pointer self = nullptr;
  health_monitor_links links;
  health_monitor_options options;
  std::map<std::string, component_facts> facts; ///< by name
  heartbeat_book beats;
  figure_watch figures;
  shared<snapshot> latest;
  shade_of said; ///< of the whole, as last logged
  recorder<std::remove_pointer_t<pointer>> records;
};

health_monitor_actor::behavior_type
health_monitor(health_monitor_actor::stateful_pointer<health_monitor_state> self,
               health_monitor_links links,
               health_monitor_options options);

} // namespace orc
