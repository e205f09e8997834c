// The cycle that is under way: who has still to report. Used by agent_monitor. Pure.
#pragma once

#include "messages/types/cycle.hpp"

#include <set>
#include <string>

namespace orc {

/// Lifecycle:
///  1. Made by the tick with its stamp; nothing is expected yet.
///  2. expect() the sessions whose screens were ordered, and how many gateways report.
///  3. heard_*() as the reports come; is_complete() when none is missing.
///  4. close() gives the figures, complete or not.
class open_cycle {
public:
  explicit open_cycle(cycle_stamp stamp) { stats_.cycle = stamp; }

  [[nodiscard]] const cycle_stamp& stamp() const { return stats_.cycle; }

  [[nodiscard]] cycle_stats& figures() { return stats_; }

  void expect(std::set<std::string> sessions, std::uint64_t screens, std::uint64_t gateways);

  void heard_session(const std::string& session_key, std::uint64_t read, std::uint64_t failed);

  /// One tmux server's captures are done.
  void heard_gateway(std::chrono::microseconds took, std::uint64_t captured, std::uint64_t failed);

  [[nodiscard]] bool is_complete() const { return missing_.empty() && gateways_missing_ == 0; }

  /// True when every ordered screen was captured and read.
  [[nodiscard]] bool is_flawless() const;

  /// What was expected and did not come counts as failed.
  [[nodiscard]] cycle_stats close(steady_time now);

private:
  cycle_stats stats_;
  std::set<std::string> missing_;
  std::uint64_t gateways_missing_ = 0;
  std::uint64_t ordered_ = 0;
};

} // namespace orc
