// Whether the actors answer. Used by the daemon, for its service_watch.
#pragma once

#include "runtime/app/monitor.hpp"
#include "runtime/app/service_watch.hpp"

namespace orc {

/// Asks the root, and health_monitor in the pool, each through its own mailbox. Where
/// health_monitor is being restarted its supervisor is at work, which is an answer as well. The
/// question must be gone before the monitor is.
[[nodiscard]] service_watch::question question_to(const monitor& whole);

} // namespace orc
