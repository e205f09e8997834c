#include "actors/health_monitor/figure_watch.hpp"

namespace orc {

void figure_watch::look(const snapshot& latest, steady_time now, const figure_policy& policy) {
  if (now - started_ < policy.first_after)
    return;
  if (now >= performance_due_ || performance_.shade != color::green) {
    performance_ = judge_performance(latest);
    performance_due_ = now + policy.performance_interval;
  }
  if (now >= resources_due_ || resources_.shade != color::green) {
    resources_ = judge_resources(latest, cpu_share(latest, now));
    resources_due_ = now + policy.resource_interval;
  }
}

/// Of one core, since the last look; over the whole life at the first.
double figure_watch::cpu_share(const snapshot& latest, steady_time now) {
  const auto since = cpu_read_at_.value_or(started_);
  const auto span = std::chrono::duration<double>(now - since).count();
  const auto used = latest.resources.cpu_seconds - cpu_seconds_;
  cpu_read_at_ = now;
  cpu_seconds_ = latest.resources.cpu_seconds;
  return span > 0 ? used / span : 0;
}

} // namespace orc
