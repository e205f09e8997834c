// Which panes need a capture in this cycle. Used by agent_monitor. Pure.
//
// A capture costs tmux 35 us at 200 panes and 150 us at 1000, so a pane is captured only when
// something that the listing shows has moved, and now and then in any case.
#pragma once

#include "messages/types/agent.hpp"
#include "messages/types/tmux.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace orc {

struct selection_policy {
  unsigned sweep_cycles = 15; ///< every pane is captured at least once in so many cycles
};

/// What a pane looked like in the listing when it was last ordered to be captured.
struct captured_pane {
  pane_row row;
  std::int64_t front = 0;       ///< pid in the foreground
  std::int64_t wall_second = 0; ///< when, in whole seconds: tmux's activity has no finer ones
};

struct selection_memory {
  std::map<std::string, captured_pane> panes; ///< by agent id
  std::uint64_t cycles = 0;
  bool everything = true; ///< a stage lost its memory, or a capture failed: take all once
};

struct selection_input {
  const seat* where = nullptr;
  const pane_row* row = nullptr;
  const process_facts* front = nullptr; ///< in the pane's foreground
};

struct selection_step {
  selection_memory next;
  std::vector<std::size_t> chosen; ///< indices into the input
};

[[nodiscard]] selection_step select(const selection_memory& memory,
                                    const std::vector<selection_input>& panes,
                                    wall_time now,
                                    const selection_policy& policy);

} // namespace orc
