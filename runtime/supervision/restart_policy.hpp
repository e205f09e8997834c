// When a child is started again, and when its supervisor gives up. Pure.
#pragma once

#include "messages/types/time.hpp"

#include <chrono>
#include <cstdint>
#include <deque>

namespace orc {

/// After which ends a child is started again.
enum class restart_type : std::uint8_t {
  permanent, ///< after every end
  transient, ///< after an abnormal end
  temporary, ///< never; forgotten at its end
};

struct backoff_policy {
  std::chrono::milliseconds min{100}; ///< before the first restart; 0: at once
  std::chrono::milliseconds max{10000};
  double jitter = 0.2;                          ///< adds up to this share
  std::chrono::milliseconds reset_after{30000}; ///< a run this long forgives the past
  std::uint64_t max_restarts = 0; ///< of one child without such a run; one more ends the
                                  ///< supervisor; 0: the intensity alone decides
};

/// More than `restarts` within `period` end the supervisor. One budget for all its children.
struct intensity_policy {
  int restarts = 1;
  std::chrono::milliseconds period{5000};
};

[[nodiscard]] constexpr bool restarts_after(restart_type type, bool abnormal) {
  return type == restart_type::permanent || (type == restart_type::transient && abnormal);
}

/// min * 2^failures, at most max, plus the jitter; `luck` is drawn from 0..1.
[[nodiscard]] std::chrono::milliseconds
backoff_delay(const backoff_policy& policy, std::uint64_t failures, double luck);

/// A sliding window over one supervisor's restarts, on the steady clock.
class restart_budget {
public:
  /// Counts one; false when it is one too many.
  [[nodiscard]] bool spend(steady_time now, const intensity_policy& policy);

private:
  std::deque<steady_time> recent_;
};

} // namespace orc
