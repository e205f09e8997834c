// Joins what one cycle saw of each agent, outside and inside, into one vital.
//
// Lifecycle:
//  1. At its start it asks agent_monitor for every screen: it remembers none.
//  2. A roster opens a cycle, sightings come in between, the figures close it.
//  3. On closing, every agent of the roster is judged; vitals and figures go to idle_analyzer.
// Threading: pool.
#pragma once

#include "actors/crash_detector/life.hpp"
#include "messages/agent_monitor_actor.hpp"
#include "messages/crash_detector_actor.hpp"
#include "messages/idle_analyzer_actor.hpp"

#include <map>
#include <string>

namespace orc {

struct crash_detector_links {
  idle_analyzer_actor analyzer;
  agent_monitor_actor monitor;
};

struct crash_detector_state {
  static inline const char* name = "crash_detector";

  crash_detector_state() = default;

  void take(const session_sightings& message);
  [[nodiscard]] shared<vitals> judge(steady_time now);

  life_policy policy;
  shared<roster> seats;                    ///< of the cycle under way; null between cycles
  std::map<std::string, sighting> seen;    ///< of the cycle under way, by agent id
  std::map<std::string, life_state> lives; ///< by agent id
};

crash_detector_actor::behavior_type
crash_detector(crash_detector_actor::stateful_pointer<crash_detector_state> self,
               const crash_detector_links& links,
               life_policy policy);

} // namespace orc
