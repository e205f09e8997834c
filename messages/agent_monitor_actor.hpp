#pragma once

#include "messages/component_actor.hpp"

#include <map>
#include <string>

namespace orc {

/// A detector's word that it is done with a cycle.
struct session_read {
  cycle_stamp cycle;
  std::string session_key;
  std::uint64_t read = 0;                   ///< screens read
  std::uint64_t failed = 0;                 ///< screens that could not be captured or read
  std::map<std::string, int> coloured_rows; ///< by agent: what its next capture needs besides
};

/// The AGENT_MONITOR runs the cycle: panes, processes, agents, sessions.
using agent_monitor_actor = component_of<
    // A session was read.
    void(session_read),
    // A stage that lost its memory asks for every screen in the next cycle.
    void(sweep_atom),
    // INTERNAL: begins a cycle.
    void(cycle_atom),
    // INTERNAL: closes the cycle that began then, ready or not.
    void(deadline_atom, cycle_stamp)>;

} // namespace orc

ORC_LOCAL_MESSAGE(orc::session_read)
ORC_LOCAL_MESSAGE(orc::cycle_stamp)
