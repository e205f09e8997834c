#pragma once

#include "messages/component_actor.hpp"
#include "messages/types/census.hpp"
#include "messages/types/cycle.hpp"
#include "messages/types/mode.hpp"

#include <string>

namespace orc {

/// The ROLLBACK_CONTROLLER keeps the triggers that speak against the modular engine.
using rollback_controller_actor = component_of<
    // A component started or went down.
    void(component_event),
    // The newest colours.
    void(shared<health_report>),
    // A census was made, or could not be.
    void(shared<census_report>),
    // Which engine monitors, and how its triggers stand. errc::unavailable before it knows.
    mode_view(which_atom),
    // Arms a trigger, or "all", again. errc::not_found; errc::unavailable as above.
    mode_view(rearm_atom, std::string),
    // INTERNAL: the time has come to look whether a fired one's reason has gone.
    void(check_atom)>;

} // namespace orc

ORC_LOCAL_MESSAGE(orc::mode_view)
