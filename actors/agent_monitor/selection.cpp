#include "actors/agent_monitor/selection.hpp"

#include <algorithm>

namespace orc {
namespace {

std::int64_t whole_seconds(wall_time t) {
  return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
}

/// Activity moves in whole seconds and belongs to the window: only when it is more than a second
/// older than the last capture is it certain that nothing was written since.
bool may_have_been_written_since(const pane_row& row, const captured_pane& last) {
  return row.activity + 1 >= last.wall_second;
}

bool looks_different(const selection_input& in, const captured_pane& last) {
  auto before = last.row;
  before.activity = in.row->activity;         // judged on its own
  before.session_name = in.row->session_name; // a new name is no new screen
  before.window_name = in.row->window_name;
  before.window_index = in.row->window_index;
  before.pane_index = in.row->pane_index;
  return before != *in.row || in.front->pid != last.front;
}

/// Spread over the cycles, so that no single one carries the whole sweep.
bool sweep_is_due(const pane_row& row, std::uint64_t cycle, const selection_policy& policy) {
  const auto every = std::max(1U, policy.sweep_cycles);
  return static_cast<std::uint64_t>(row.pane) % every == cycle % every;
}

} // namespace

selection_step select(const selection_memory& memory,
                      const std::vector<selection_input>& panes,
                      wall_time now,
                      const selection_policy& policy) {
  selection_step step;
  step.next.cycles = memory.cycles + 1;
  step.next.everything = false;
  for (std::size_t i = 0; i < panes.size(); ++i) {
    const auto& in = panes[i];
    const auto last = memory.panes.find(in.where->agent_id);
    const bool unchanged = last != memory.panes.end() && !memory.everything
                           && !may_have_been_written_since(*in.row, last->second)
                           && !looks_different(in, last->second)
                           && !sweep_is_due(*in.row, memory.cycles, policy);
    if (unchanged) {
      step.next.panes.insert(*last);
      continue;
    }
    step.chosen.push_back(i);
    step.next.panes[in.where->agent_id] = {*in.row, in.front->pid, whole_seconds(now)};
  }
  return step;
}

} // namespace orc
