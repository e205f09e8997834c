// Says each agent's state, records its changes and publishes the fleet after every cycle.
//
// Lifecycle:
//  1. At its start it asks state_keeper for an epoch and the agents' last states, and
//     agent_monitor for every screen.
//  2. Until the answer it judges nothing, so that a restart is never a transition (see recorder).
//  3. Vitals advance the tracks; the cycle's figures flush the outbox and publish the fleet.
// Threading: pool.
#pragma once

#include "actors/idle_analyzer/track.hpp"
#include "messages/agent_monitor_actor.hpp"
#include "messages/idle_analyzer_actor.hpp"
#include "messages/metrics_aggregator_actor.hpp"
#include "messages/recorder.hpp"

#include <map>
#include <string>
#include <type_traits>

namespace orc {

struct idle_analyzer_links {
  state_keeper_actor keeper;
  metrics_aggregator_actor metrics;
  agent_monitor_actor monitor;
};

struct idle_analyzer_options {
  time_policy policy;
  recorder_options recording;
};

struct idle_analyzer_state {
  static inline const char* name = "idle_analyzer";

  idle_analyzer_state() = default;

  void start();
  void take(const vitals& message);
  void finish(const shared<cycle_stats>& figures);
  [[nodiscard]] caf::result<shared<fleet>> answer() const;

  using pointer = idle_analyzer_actor::stateful_pointer<idle_analyzer_state>;
  pointer self = nullptr;
  idle_analyzer_links links;
  idle_analyzer_options options;
  std::map<std::string, track> tracks; ///< by agent id
  shared<fleet> published;             ///< null before the first cycle
  recorder<std::remove_pointer_t<pointer>> records;
};

idle_analyzer_actor::behavior_type
idle_analyzer(idle_analyzer_actor::stateful_pointer<idle_analyzer_state> self,
              idle_analyzer_links links,
              idle_analyzer_options options);

} // namespace orc
