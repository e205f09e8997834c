// Which engine monitors, and what would speak against it.
#pragma once

#include "messages/types/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace orc {

/// A reason to leave the modular engine. It fires once, and not again until it is armed again.
struct trigger_view {
  std::string name;
  bool fired = false; ///< else armed
  wall_time since{};
  std::string reason;            ///< why it fired, one sentence, or empty
  std::uint64_t fired_total = 0; ///< in this life of rollback_controller
};

struct mode_view {
  std::string mode = "modular";
  wall_time since{};
  std::vector<trigger_view> triggers;
};

} // namespace orc
