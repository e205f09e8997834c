#include "runtime/supervision/restart_policy.hpp"

#include <algorithm>

namespace orc {

std::chrono::milliseconds
backoff_delay(const backoff_policy& policy, std::uint64_t failures, double luck) {
  // 2^20 times anything that is not 0 is beyond every sensible maximum, and nothing overflows.
  const auto doublings =
      static_cast<double>(std::uint64_t{1} << std::min<std::uint64_t>(failures, 20));
  const auto base = std::min(static_cast<double>(policy.min.count()) * doublings,
                             static_cast<double>(policy.max.count()));
  return std::chrono::milliseconds{
      static_cast<std::chrono::milliseconds::rep>(base * (1 + policy.jitter * luck))};
}

bool restart_budget::spend(steady_time now, const intensity_policy& policy) {
  while (!recent_.empty() && now - recent_.front() >= policy.period)
    recent_.pop_front();
  recent_.push_back(now);
  return recent_.size() <= static_cast<std::size_t>(policy.restarts);
}

} // namespace orc
