// Runs the cycle: what panes there are, their processes, who is an agent, what changed.
//
// Lifecycle:
//  1. At its start it asks state_keeper what is known of the agents, so that one that has ended
//     keeps its seat, and the sessions supervisor which detectors live.
//  2. Each tick opens a cycle: list, processes, roster to crash_detector, captures ordered.
//  3. The cycle closes when the gateway and every session have reported, or at its deadline.
//  4. A tick that finds a cycle open is skipped; the cycle after a flawed one takes every screen.
// Threading: pool. It reads /proc in its own handler: a few microseconds a pane, no disk.
#pragma once

#include "actors/agent_monitor/open_cycle.hpp"
#include "actors/agent_monitor/seats.hpp"
#include "actors/agent_monitor/selection.hpp"
#include "messages/agent_monitor_actor.hpp"
#include "messages/crash_detector_actor.hpp"
#include "messages/recorder.hpp"
#include "messages/tmux_gateway_actor.hpp"
#include "runtime/host/pane_watcher.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <type_traits>

namespace orc {

struct agent_monitor_links {
  tmux_gateway_actor gateway;
  crash_detector_actor crash;
  state_keeper_actor keeper;
  supervisor_actor sessions;
};

struct agent_monitor_options {
  std::chrono::milliseconds interval{1000};
  std::chrono::milliseconds deadline{5000}; ///< of one cycle, its list included
  recorder_options recording;
  selection_policy selection;
  agent_identities kinds;
  std::function<wall_time()> wall;
  std::shared_ptr<host::process_table> processes;
};

struct agent_monitor_state {
  static inline const char* name = "agent_monitor";

  agent_monitor_state() = default;

  void start();
  void ask_for_detectors();
  void tick();
  void begin_cycle();
  void take_listing(const pane_listing& listing);
  void take_list_error(const caf::error& why);
  [[nodiscard]] std::map<int, pane_processes> processes_of(const pane_listing& listing);
  void count(const pane_listing& listing);
  void tell_roster();
  void keep_detectors();
  void start_detector(const std::string& session_key);
  void stop_detector(const std::string& session_key);
  void order(const pane_listing& listing, const std::map<int, pane_processes>& processes);
  void send_order(const std::vector<selection_input>& chosen);
  void take_report(const capture_report& report);
  void take_reading(const session_read& message);
  void close_if_done();
  void close();

  using pointer = agent_monitor_actor::stateful_pointer<agent_monitor_state>;
  pointer self = nullptr;
  agent_monitor_links links;
  agent_monitor_options options;
  std::optional<host::pane_watcher> watcher;
  seat_memory memory;
  selection_memory captured;
  std::map<std::string, session_detector_actor> detectors; ///< by session key
  std::set<std::string> starting;                          ///< detectors asked for
  std::optional<open_cycle> cycle;
  recorder<std::remove_pointer_t<pointer>> records;
  server_run last_run; ///< of the server that was last seen
  bool detectors_asked = false;
  bool detectors_known = false; ///< the sessions supervisor has answered
};

agent_monitor_actor::behavior_type
agent_monitor(agent_monitor_actor::stateful_pointer<agent_monitor_state> self,
              agent_monitor_links links,
              agent_monitor_options options);

} // namespace orc
