// Looks at performance and resources at their own pace. Used by health_monitor. Pure.
#pragma once

#include "actors/health_monitor/judge.hpp"
#include "messages/types/snapshot.hpp"

#include <chrono>
#include <optional>

namespace orc {

struct figure_policy {
  std::chrono::milliseconds performance_interval{300000};
  std::chrono::milliseconds resource_interval{120000};
  std::chrono::milliseconds first_after{60000}; ///< a start is no measure of the long run
};

/// A figure that is not green is looked at again in each check, so that it turns green as soon as
/// it is; a green one at its interval.
class figure_watch {
public:
  void start(steady_time now) {
    performance_due_ = now;
    resources_due_ = now;
    started_ = now;
  }

  void look(const snapshot& latest, steady_time now, const figure_policy& policy);

  [[nodiscard]] const shade_of& performance() const { return performance_; }

  [[nodiscard]] const shade_of& resources() const { return resources_; }

private:
  [[nodiscard]] double cpu_share(const snapshot& latest, steady_time now);

  shade_of performance_;
  shade_of resources_;
  steady_time started_{};
  steady_time performance_due_{};
  steady_time resources_due_{};
  std::optional<steady_time> cpu_read_at_;
  double cpu_seconds_ = 0;
};

} // namespace orc
