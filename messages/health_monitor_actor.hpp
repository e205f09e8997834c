#pragma once

#include "messages/component_actor.hpp"
#include "messages/types/snapshot.hpp"

namespace orc {

/// The HEALTH_MONITOR computes every colour.
using health_monitor_actor = component_of<
    // The newest figures.
    void(shared<snapshot>),
    // A component started or went down.
    void(component_event),
    // INTERNAL: a round of heartbeats; the number tells a stale tick.
    void(heartbeat_atom, std::uint64_t),
    // INTERNAL: judges and publishes; the number tells a stale tick.
    void(check_atom, std::uint64_t)>;

} // namespace orc
