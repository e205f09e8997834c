#pragma once

#include "messages/component_actor.hpp"
#include "messages/types/cycle.hpp"

namespace orc {

/// The IDLE_ANALYZER adds time and says each agent's state.
using idle_analyzer_actor = component_of<
    // What is known of every agent after a cycle.
    void(shared<vitals>),
    // The cycle's figures; follows its vitals (or stands alone where tmux could not be read).
    void(shared<cycle_stats>),
    // Every agent as it was last published. errc::unavailable before the first cycle.
    shared<fleet>(which_atom)>;

} // namespace orc
