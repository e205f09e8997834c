// What each component of a monitor is to be started with.
//
// Made from the settings by setup.cpp, and by tests; a reload exchanges it.
#pragma once

#include "actors/agent_census/agent_census.hpp"
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

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

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
  agent_census_options census;
  state_keeper_options keeper;
  history_reader_options history;
  metrics_aggregator_options metrics;
  health_monitor_options health;
  rollback_controller_options rollback;
  http_gateway_options http;
  bool fault_injection = false; ///< lets components be crashed, hung and slowed on purpose
  std::function<void(const std::string& reason)> on_end;
};

/// The one in force; a reload exchanges it from another thread than components start in.
class setup_in_force {
public:
  explicit setup_in_force(monitor_setup first) { set(std::move(first)); }

  void set(monitor_setup next) {
    auto fresh = std::make_shared<const monitor_setup>(std::move(next));
    const std::lock_guard lock{mutex_};
    now_ = std::move(fresh);
  }

  [[nodiscard]] std::shared_ptr<const monitor_setup> get() const {
    const std::lock_guard lock{mutex_};
    return now_;
  }

private:
  mutable std::mutex mutex_;
  std::shared_ptr<const monitor_setup> now_;
};

using shared_setup = std::shared_ptr<setup_in_force>;

} // namespace orc
