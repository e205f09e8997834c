#pragma once

#include "messages/component_actor.hpp"
#include "messages/types/tmux.hpp"

namespace orc {

/// A SESSION_DETECTOR reads the screens of one tmux session by rules. One per session.
using session_detector_actor = component_of<
    // Reads each screen, tells crash_detector what it saw and agent_monitor that it is done.
    void(shared<session_screens>)>;

} // namespace orc
