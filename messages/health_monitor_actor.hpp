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
    // INTERNAL: a round of heartbeats.
    void(round_atom),
    // INTERNAL: judges and publishes.
    void(check_atom)>;

} // namespace orc
