// One immutable picture of everything that is counted, made once a cycle.
#pragma once

#include "messages/types/agent.hpp"
#include "messages/types/census.hpp"
#include "messages/types/cycle.hpp"
#include "messages/types/health.hpp"
#include "messages/types/mode.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace orc {

/// What the daemon itself takes.
struct resource_usage {
  double cpu_seconds = 0; ///< user and system, since its start
  std::uint64_t rss_bytes = 0;
  std::uint64_t threads = 0;
  std::uint64_t open_fds = 0;
  double start_time_seconds = 0; ///< since the epoch
};

/// Operations of one kind since the daemon's start.
struct operation_count {
  std::uint64_t attempted = 0;
  std::uint64_t failed = 0;
};

/// What waits beside the database until it can be written again.
struct spool_size {
  std::uint64_t bytes = 0;
  std::uint64_t records = 0;
};

/// How a producer of history gets rid of its records.
struct recording_figures {
  std::string producer;
  std::uint64_t waiting = 0;      ///< in its outbox
  std::uint64_t dropped = 0;      ///< since it told the last time
  std::uint64_t acknowledged = 0; ///< likewise
};

/// A writer's word about what it did. `kind` is a fixed word: capture, reading, write, check.
struct operations_done {
  std::string kind;
  operation_count count;
  std::uint64_t state_file_bytes = 0; ///< 0: not told
  std::optional<spool_size> spool = std::nullopt;
};

/// Cumulative buckets as Prometheus wants them; bounds in seconds.
struct cycle_histogram {
  static constexpr std::array<double, 12> bounds{
      0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.25, 0.35, 0.5, 0.75, 1.0, 2.5};
  std::array<std::uint64_t, bounds.size()> at_most{};
  std::uint64_t count = 0;
  double sum = 0;
};

/// Censuses since the daemon's start, and the last one that could be made.
struct census_figures {
  shared<census_report> last; ///< null before the first
  std::uint64_t made = 0;
  std::uint64_t failed = 0;
  std::array<std::uint64_t, census_fault_count> differences{}; ///< by kind, over all censuses
};

/// Agents whose evidence contradicts itself, by kind of contradiction.
struct contradiction_figures {
  std::array<std::uint64_t, contradiction_count> now{};
  std::array<std::uint64_t, contradiction_count> begun{}; ///< since the start
};

struct snapshot {
  shared<fleet> fleet_now;      ///< null before the first cycle
  shared<health_report> health; ///< null before the first check
  mode_view mode;               ///< without triggers before rollback_controller told of any
  std::uint64_t cycles = 0;
  std::uint64_t cycles_incomplete = 0;
  std::uint64_t transitions = 0;
  std::array<std::uint64_t, agent_state_count> agents_by_state{};
  operation_count captures;
  operation_count readings;
  operation_count writes;
  operation_count checks;
  census_figures census;
  contradiction_figures contradictions;
  std::uint64_t restarts = 0;
  std::uint64_t state_file_bytes = 0;
  spool_size spool;
  std::map<std::string, recording_figures> recording; ///< by producer; sums since the start
  cycle_histogram durations;
  double cycle_median_seconds = 0; ///< over the last five minutes
  double publish_seconds = 0;      ///< from the cycle's start until this snapshot stood
  bool fault_injection = false;    ///< the daemon may be made to fail on purpose
  resource_usage resources;
  std::string metrics_text; ///< the body of /metrics
  std::string metrics_gzip; ///< the same, compressed
};

} // namespace orc
