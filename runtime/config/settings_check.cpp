#include "runtime/config/settings_check.hpp"

#include "runtime/config/settings_table.hpp"

namespace orc {

std::vector<broken_order> broken_orders(const settings& s) {
  std::vector<broken_order> out;
  const auto check = [&out](const char* shorter,
                            settings::duration first,
                            const char* longer,
                            settings::duration second,
                            const char* why) {
    if (first > second)
      out.push_back({shorter, longer, in_seconds(first), in_seconds(second), why});
  };
  check("/tmux/timeout",
        s.tmux.timeout,
        "/cycle/deadline",
        s.cycle.deadline,
        "the look would be over before tmux is given up");
  check("/health/heartbeat_timeout",
        s.health.heartbeat_timeout,
        "/health/heartbeat_interval",
        s.health.heartbeat_interval,
        "the next heartbeat would come before this one is missed");
  return out;
}

std::vector<std::string> doubts_about(const settings& s) {
  std::vector<std::string> out;
  if (s.detection.flapping_window < (s.detection.flapping_changes + 1) * s.cycle.interval)
    out.push_back("/detection/flapping_window: no agent will ever be called flapping, since more "
                  "than "
                  + std::to_string(s.detection.flapping_changes)
                  + " changes do not fit into so few cycles");
  return out;
}

} // namespace orc
