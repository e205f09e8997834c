// Counts the agents by another way than the detectors, every few minutes, and tells how many of
// them are tracked as what they are.
//
// An actor of its own, since it must not share what it checks: neither the gateway's list, nor
// agent_monitor's reading of /proc, nor the threads on which a cycle runs.
//
// Lifecycle:
//  1. The first census comes a minute after its start at the latest, the others at their interval.
//  2. A look at tmux's terminals and /proc, then idle_analyzer is asked for the fleet. Without a
//     difference that is all.
//  3. With one it looks and asks once more, a few seconds later. What both looks found is told, to
//     metrics_aggregator and rollback_controller, and logged.
//  4. A census that cannot be made is told as failed, and the next one comes as usual.
// It remembers nothing that a restart could lose.
// Threading: its own thread, since it waits for tmux and walks all of /proc.
#pragma once

#include "actors/agent_census/compare.hpp"
#include "messages/agent_census_actor.hpp"
#include "messages/idle_analyzer_actor.hpp"
#include "messages/metrics_aggregator_actor.hpp"
#include "messages/rollback_controller_actor.hpp"
#include "runtime/host/terminals.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace orc {

/// After so many intervals without another one a census says nothing any more.
inline constexpr int intervals_good = 3;

struct agent_census_links {
  idle_analyzer_actor analyzer;
  metrics_aggregator_actor metrics;
  rollback_controller_actor rollback;
};

struct agent_census_options {
  census_rules rules;
  std::chrono::milliseconds interval{300000};
  std::chrono::milliseconds first_after{60000}; ///< where the interval is longer
  std::chrono::milliseconds confirm_after{5000};
  std::chrono::milliseconds timeout{2000};           ///< of the question to idle_analyzer
  std::shared_ptr<host::terminal_watcher> terminals; ///< null: no census is ever made
  std::function<wall_time()> wall;
};

struct agent_census_state {
  static inline const char* name = "agent_census";

  agent_census_state() = default;

  void start();
  void look_first();
  void look(std::function<void(census_count)> then);
  void take_first(census_count count);
  void look_again();
  void finish(census_count second);
  void fail(const std::string& why);
  void tell_all(census_report report);
  [[nodiscard]] self_report report() const;

  agent_census_actor::stateful_pointer<agent_census_state> self = nullptr;
  agent_census_links links;
  agent_census_options options;
  std::optional<census_count> first; ///< of the census under way, once it found a difference
  std::string failed;                ///< why the last one could not be made, or empty
};

agent_census_actor::behavior_type
agent_census(agent_census_actor::stateful_pointer<agent_census_state> self,
             agent_census_links links,
             agent_census_options options);

} // namespace orc
