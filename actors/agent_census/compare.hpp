// Holds the agents that were found on tmux's terminals against those that are tracked. Used by
// agent_census. Pure.
//
// It knows an agent by its program or script, as the rule files name them, and by nothing else: its
// own short way of reading a command line, beside agent_monitor's, so that a mistake in one of them
// shows. A process in the background counts for an agent that is tracked; one that is not is missed
// only if it is in front.
//
// Lifecycle of a census:
//  1. compare() what is there with what is tracked.
//  2. compare() once more a few seconds later, since agents start and end.
//  3. confirm(): a difference counts where both found it.
#pragma once

#include "messages/types/agent.hpp"
#include "messages/types/agent_kind.hpp"
#include "messages/types/census.hpp"
#include "messages/types/terminal.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace orc {

struct census_rules {
  std::vector<agent_identity> kinds;
  std::vector<std::string> exclude; ///< patterns of panes that hold no agent
  std::vector<std::pair<std::string, std::string>>
      wished_kinds; ///< pattern, kind: there any program is the agent
};

/// One look's result.
struct census_count {
  std::uint64_t right = 0;
  std::uint64_t contradicted = 0;
  std::vector<census_difference> differences;
};

/// Every kind that this process may be, in the order of the kinds.
[[nodiscard]] std::vector<std::string> kinds_of(const process_facts& process,
                                                const std::vector<agent_identity>& kinds);

/// Agents on servers that did not answer are left out.
[[nodiscard]] census_count compare(const terminal_look& there,
                                   const std::vector<agent_view>& tracked,
                                   const census_rules& rules);

/// What the second look found, less the differences that the first one had not.
[[nodiscard]] census_report confirm(const census_count& first, census_count second, cycle_stamp at);

} // namespace orc
