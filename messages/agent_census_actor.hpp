#pragma once

#include "messages/component_actor.hpp"

namespace orc {

/// The AGENT_CENSUS counts agents by another way than the detectors, and tells what they missed.
using agent_census_actor = component_of<
    // INTERNAL: a first look.
    void(round_atom),
    // INTERNAL: the second look, which confirms the first or does not.
    void(check_atom)>;

} // namespace orc
