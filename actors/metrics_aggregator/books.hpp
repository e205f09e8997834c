// What metrics_aggregator counts. Pure.
//
// Lifecycle: 1. note() whatever happened, 2. close_cycle() once a cycle, 3. figures() at any time.
// A restarted aggregator begins its counters at 0, which Prometheus takes for a counter's reset.
#pragma once

#include "messages/types/snapshot.hpp"

#include <chrono>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace orc {

class books {
public:
  static constexpr std::chrono::minutes window{5}; ///< of the median

  void note(const operations_done& done);
  void note(const component_event& event);
  void note(const recording_figures& figures);
  /// One that failed counts, and takes nothing back of what the last one found.
  void note(const shared<census_report>& census);

  /// Counts a cycle's figures, its agents by state, and their changes since the cycle before. The
  /// first cycle has no changes: a restart of this component is none.
  void close_cycle(const fleet& f, steady_time now);

  /// All but fleet_now, health, resources and the rendered texts.
  [[nodiscard]] snapshot figures() const;

private:
  void count_states(const fleet& f);
  void count_contradictions(const fleet& f);
  void add_duration(double seconds, steady_time now);
  [[nodiscard]] double median() const;

  snapshot sums_;
  std::map<std::string, agent_state> states_; // agent id -> its state in the last cycle
  std::map<std::string, std::vector<contradiction>> contradicted_; // likewise, where there are any
  std::deque<std::pair<steady_time, double>> recent_;
};

/// Failed operations of every kind / operations of every kind; 0 where there was none.
double error_rate(const snapshot& s);

} // namespace orc
