#include "actors/tmux_gateway/batches.hpp"

#include <algorithm>

namespace orc {

std::vector<batch> plan_batches(const std::vector<std::size_t>& panes_per_session,
                                std::size_t size) {
  std::vector<batch> plan;
  const auto limit = std::max<std::size_t>(size, 1);
  for (std::size_t session = 0; session < panes_per_session.size(); ++session) {
    for (std::size_t pane = 0; pane < panes_per_session[session]; ++pane) {
      if (plan.empty() || plan.back().slots.size() == limit)
        plan.emplace_back();
      plan.back().slots.push_back({session, pane});
    }
    if (panes_per_session[session] > 0)
      plan.back().completes.push_back(session);
  }
  return plan;
}

} // namespace orc
