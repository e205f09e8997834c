// Holds the agents that were found on tmux's terminals against those that are tracked. Used by
// agent_census. Pure.
//
// A process in the background counts for an agent that is tracked; one that is not is missed only
// if it is in front, on a server that the monitor has read. An agent whose process lives on another
// terminal than its pane's is neither right nor wrong.
//
// Lifecycle of a census:
//  1. compare() what is there with what is tracked.
//  2. compare() once more a few seconds later, since agents start and end.
//  3. confirm(): a difference counts where both found it.
#pragma once

#include "messages/types/agent_kind.hpp"
#include "messages/types/census.hpp"
#include "messages/types/cycle.hpp"
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

/// Agents on servers that did not answer are left out.
[[nodiscard]] census_count
compare(const terminal_look& there, const fleet& tracked, const census_rules& rules);

/// What the second look found, less the differences that the first one had not.
[[nodiscard]] census_report confirm(const census_count& first, census_count second, cycle_stamp at);

} // namespace orc
