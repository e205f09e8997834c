#pragma once

#include "messages/component_actor.hpp"
#include "messages/types/cycle.hpp"

namespace orc {

/// The CRASH_DETECTOR joins screens and processes: alive, suspected, crashed, exited, or missing.
using crash_detector_actor = component_of<
    // Who sits where in this cycle. An agent that is missing has lost its pane.
    void(shared<roster>),
    // What one session's changed screens said.
    void(shared<session_sightings>),
    // The cycle is over: judges every agent, passes the vitals and the figures on.
    void(shared<cycle_stats>)>;

} // namespace orc
