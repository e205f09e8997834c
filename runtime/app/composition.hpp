// The one place that knows every component: makes their names, gives each its links, and writes the
// supervision tree.
//
// Used by main, and by the end-to-end tests that run a whole monitor inside themselves.
//
// Lifecycle:
//  1. start() makes the actor system and spawns the tree; the first cycle follows at once.
//  2. It runs until stop(), or until the root gives up: then `on_end` is called with the whole
//     chain of reasons.
//  3. reload() gives components other options while it runs.
//  4. stop() ends the components in reverse order; what was handed over is committed.
// Threading: start, reload, stop and the destructor from one thread; `on_end` is called on another.
#pragma once

#include "actors/agent_monitor/agent_monitor.hpp"
#include "actors/crash_detector/crash_detector.hpp"
#include "actors/health_monitor/health_monitor.hpp"
#include "actors/history_reader/history_reader.hpp"
#include "actors/http_gateway/http_gateway.hpp"
#include "actors/idle_analyzer/idle_analyzer.hpp"
#include "actors/metrics_aggregator/metrics_aggregator.hpp"
#include "actors/rollback_controller/rollback_controller.hpp"
#include "actors/session_detector/session_detector.hpp"
#include "actors/state_keeper/state_keeper.hpp"
#include "actors/tmux_gateway/tmux_gateway.hpp"
#include "runtime/host/tmux_client.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace orc {

/// What each component is to be started with.
struct monitor_setup {
  std::shared_ptr<host::tmux_client> tmux;      ///< the first server
  std::shared_ptr<host::server_finder> servers; ///< the others; null: none
  tmux_gateway_options gateway;
  agent_monitor_options agents;
  shared<rule_sets> rules;
  life_policy life;
  idle_analyzer_options analyzer;
  state_keeper_options keeper;
  history_reader_options history;
  metrics_aggregator_options metrics;
  health_monitor_options health;
  rollback_controller_options rollback;
  http_gateway_options http;
  bool fault_injection = false; ///< lets components be crashed, hung and slowed on purpose
  std::function<void(const std::string& reason)> on_end;
};

class monitor {
public:
  explicit monitor(monitor_setup setup);
  ~monitor();
  monitor(const monitor&) = delete;
  monitor& operator=(const monitor&) = delete;

  /// Ends every component; false where one was still there at the deadline.
  bool stop(std::chrono::milliseconds deadline);

  /// What components are given from now on when they start.
  [[nodiscard]] std::shared_ptr<const monitor_setup> setup() const;

  /// Exchanges that, and starts these components anew, one after the other; supervisors with all
  /// their children. Goes on behind one that fails, and tells the first failure.
  result<void> reload(monitor_setup setup, const std::vector<std::string>& components);

  /// A component's stable name, for tests; null where there is none.
  [[nodiscard]] caf::actor component(const std::string& name) const;

private:
  [[nodiscard]] monitor_setup wired(monitor_setup setup) const;

  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace orc
