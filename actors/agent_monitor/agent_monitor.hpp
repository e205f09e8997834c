// Runs the cycle: what panes there are, their processes, who is an agent, what changed.
//
// Lifecycle:
//  1. At its start it asks state_keeper what is known of the agents, so that one that has ended
//     keeps its seat. The sessions supervisor is asked at every tick which detectors live.
//  2. Every few seconds it looks which tmux servers there are; the host supervisor starts and stops
//     a gateway for each but the first, which is always there.
//  3. Each tick opens a cycle: lists, processes, roster to crash_detector, captures ordered.
//  4. The cycle closes when gateways and sessions have reported, or at its deadline.
//  5. A tick that finds a cycle open is skipped; the cycle after a flawed one takes every screen.
// Threading: pool. It reads /proc in its own handler: a few microseconds a pane, no disk.
#pragma once

#include "actors/agent_monitor/open_cycle.hpp"
#include "actors/agent_monitor/selection.hpp"
#include "actors/agent_monitor/server_book.hpp"
#include "messages/agent_monitor_actor.hpp"
#include "messages/crash_detector_actor.hpp"
#include "messages/recorder.hpp"
#include "messages/tmux_gateway_actor.hpp"
#include "runtime/host/pane_watcher.hpp"
#include "runtime/host/tmux_servers.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

namespace orc {

struct agent_monitor_links {
  tmux_gateway_actor gateway; ///< of the first server
  crash_detector_actor crash;
  state_keeper_actor keeper;
  supervisor_actor sessions;
  supervisor_actor host; ///< of the other servers' gateways
  metrics_aggregator_actor metrics;
};

struct agent_monitor_options {
  std::chrono::milliseconds interval{1000};
  std::chrono::milliseconds deadline{5000}; ///< of one cycle, its list included
  recorder_options recording;
  selection_policy selection;
  seat_rules seating;
  std::string first_server = "default"; ///< its name
  std::chrono::milliseconds discovery_interval{5000};
  std::shared_ptr<host::server_finder> finder; ///< null: there is the first server alone
  std::function<wall_time()> wall;
  std::shared_ptr<host::process_table> processes;
};

/// A detector, and which of its lives: what was ordered in one is not read in the next.
struct living_detector {
  explicit living_detector(const child_entry& child)
      : name(caf::actor_cast<session_detector_actor>(child.handle)),
        incarnation(child.facts.incarnation) {}

  bool operator==(const living_detector&) const = default;

  session_detector_actor name;
  std::uint64_t incarnation = 0;
};

struct agent_monitor_state {
  static inline const char* name = "agent_monitor";

  agent_monitor_state() = default;

  using listings = std::map<std::string, shared<pane_listing>>; ///< by server
  using processes_by_server = std::map<std::string, std::map<int, pane_processes>>;

  void start();
  void ask_for_detectors();
  void take_detectors(const child_entries& children);
  void look_for_servers();
  void start_gateway(const std::string& server);
  void stop_gateway(const std::string& server);
  void record(std::vector<fleet_event> events);
  void tick();
  void begin_if_ready();
  void begin_cycle();
  void ask_for_panes(const std::string& server);
  void take_answer(const std::string& server, server_answer answer);
  void take_listings();
  [[nodiscard]] processes_by_server processes_of(const listings& all);
  void tell_roster();
  void keep_detectors();
  void start_detector(const std::string& session_key);
  void stop_detector(const std::string& session_key);
  void order(const listings& all, const processes_by_server& processes);
  void send_orders(const std::vector<selection_input>& chosen);
  void send_order(const std::string& server, const shared<capture_order>& what);
  void give_up(const capture_order& lost);
  void take_report(const capture_report& report);
  void take_reading(const session_read& message);
  void note_colours(const session_read& message);
  void sweep();
  void close_if_done();
  void close();

  using pointer = agent_monitor_actor::stateful_pointer<agent_monitor_state>;
  pointer self = nullptr;
  agent_monitor_links links;
  agent_monitor_options options;
  std::optional<host::pane_watcher> watcher;
  server_book servers;
  std::map<std::string, tmux_gateway_actor> gateways; ///< by server
  steady_time looked_for_servers{};
  selection_memory captured;
  std::map<std::string, int> coloured_rows;         ///< by agent: what its next capture is to bring
  std::map<std::string, int> coloured_now;          ///< what the open cycle's captures bring
  std::map<std::string, living_detector> detectors; ///< by session key
  std::map<std::string, living_detector> reading;   ///< those of the open cycle's order
  std::set<std::string> starting;                   ///< detectors asked for
  std::optional<open_cycle> cycle;
  bool listing_panes = false; ///< the open cycle waits for the servers' lists
  recorder<std::remove_pointer_t<pointer>> records;
  bool detectors_known = false; ///< the sessions supervisor has answered
};

agent_monitor_actor::behavior_type
agent_monitor(agent_monitor_actor::stateful_pointer<agent_monitor_state> self,
              agent_monitor_links links,
              agent_monitor_options options);

} // namespace orc
