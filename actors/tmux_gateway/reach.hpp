// Whether tmux can be reached, judged by its last answers. Pure.
#pragma once

#include "messages/types/error.hpp"
#include "messages/types/health.hpp"

#include <optional>

namespace orc {

struct reach {
  unsigned failures = 0;      ///< in a row; a missing server is no failure
  std::optional<error> fault; ///< of the last call, nothing when it went well
};

/// After one more call; `fault` is null when it went well.
reach advance(const reach& before, const error* fault);

inline constexpr unsigned failures_until_red = 5;

/// Green where no server runs: that is a state of the world, and no fault. Yellow while tmux does
/// not answer, red from the fifth failure in a row on.
self_report report_of(const reach& now);

} // namespace orc
