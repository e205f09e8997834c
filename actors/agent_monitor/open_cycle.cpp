#include "actors/agent_monitor/open_cycle.hpp"

#include <algorithm>
#include <utility>

namespace orc {

void open_cycle::expect(std::set<std::string> sessions,
                        std::uint64_t screens,
                        std::uint64_t gateways) {
  missing_ = std::move(sessions);
  ordered_ = screens;
  gateways_missing_ = gateways;
}

void open_cycle::heard_session(const std::string& session_key,
                               std::uint64_t read,
                               std::uint64_t failed) {
  if (missing_.erase(session_key) == 0)
    return;
  stats_.readings += read + failed;
  stats_.readings_failed += failed;
}

void open_cycle::heard_gateway(std::chrono::microseconds took,
                               std::uint64_t captured,
                               std::uint64_t failed) {
  gateways_missing_ -= gateways_missing_ > 0 ? 1 : 0;
  stats_.capture_time = std::max(stats_.capture_time, took); // they work side by side
  stats_.captures += captured + failed;
  stats_.captures_failed += failed;
}

bool open_cycle::is_flawless() const {
  return is_complete() && stats_.readings == ordered_ && stats_.readings_failed == 0
         && stats_.captures_failed == 0;
}

cycle_stats open_cycle::close(steady_time now) {
  stats_.complete = is_complete();
  stats_.duration =
      std::chrono::duration_cast<std::chrono::microseconds>(now - stats_.cycle.steady);
  if (gateways_missing_ > 0) { // what they have not told of has failed
    stats_.captures_failed += ordered_ - std::min(ordered_, stats_.captures);
    stats_.captures = ordered_;
  }
  // A screen that never came is a failed capture, not a failed reading as well; one that came and
  // was not reported is a failed reading.
  const auto read = stats_.readings - stats_.readings_failed;
  const auto unreadable =
      stats_.readings_failed - std::min(stats_.readings_failed, stats_.captures_failed);
  const auto came = stats_.captures - stats_.captures_failed;
  stats_.readings_failed = std::max(unreadable, came - std::min(came, read));
  stats_.readings = read + stats_.readings_failed;
  return std::move(stats_);
}

} // namespace orc
