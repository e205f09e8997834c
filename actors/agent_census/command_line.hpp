// Which agent a process may be, by its command line. Used by agent_census. Pure.
//
// It knows an agent by its program or script, as the rule files name them, and by nothing else: its
// own short way of reading a command line, beside agent_monitor's, so that a mistake in one of them
// shows.
#pragma once

#include "messages/types/agent.hpp"
#include "messages/types/agent_kind.hpp"

#include <string>
#include <vector>

namespace orc {

/// Every kind that this process may be, in the order of the kinds.
[[nodiscard]] std::vector<std::string> kinds_of(const process_facts& process,
                                                const std::vector<agent_identity>& kinds);

/// A shell that was given nothing to run.
[[nodiscard]] bool is_bare_shell(const process_facts& process);

} // namespace orc
