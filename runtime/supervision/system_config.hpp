// The settings of CAF that every actor system of ours shares.
#pragma once

#include "messages/seam.hpp"

#include <caf/actor_system_config.hpp>

namespace orc {

/// Sharing costs an idle daemon next to nothing, stealing 10 % of a core; two threads suffice; a
/// bounded throughput keeps one busy actor from starving the others of its thread.
struct system_config : caf::actor_system_config {
  system_config();
};

} // namespace orc
