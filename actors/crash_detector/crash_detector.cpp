#include "actors/crash_detector/crash_detector.hpp"

#include "runtime/supervision/guard.hpp"

#include <memory>
#include <utility>

namespace orc {

void crash_detector_state::take(const session_sightings& message) {
  if (!seats || !(seats->cycle == message.cycle))
    return; // of a cycle that was closed without it; the sweep after it brings the screen again
  for (const auto& s : message.sightings)
    seen[s.agent_id] = s;
}

shared<vitals> crash_detector_state::judge(steady_time now) {
  auto out = std::make_shared<vitals>();
  out->cycle = seats->cycle;
  out->agents.reserve(seats->seats.size());
  std::map<std::string, life_state> next;
  for (const auto& where : seats->seats) {
    const auto screen = seen.find(where.agent_id);
    const auto* sight = screen == seen.end() ? nullptr : &screen->second;
    auto state = advance(lives[where.agent_id], {where, sight}, now, policy);
    vital v{where, state.alive, state.reason, state.evidence, std::nullopt};
    if (sight)
      v.seen = std::move(screen->second);
    out->agents.push_back(std::move(v));
    next.emplace(where.agent_id, std::move(state));
  }
  lives = std::move(next); // agents that are missing are forgotten
  seats.reset();
  seen.clear();
  return out;
}

crash_detector_actor::behavior_type
crash_detector(crash_detector_actor::stateful_pointer<crash_detector_state> self,
               const crash_detector_links& links,
               life_policy policy) {
  guard(self);
  state_of(self).policy = policy;
  tell(self, links.monitor, sweep_atom_v);
  return {
      [](heartbeat_atom) { return self_report{}; },
      [self](const shared<roster>& message) {
        state_of(self).seats = message;
        state_of(self).seen.clear();
      },
      [self](const shared<session_sightings>& message) { state_of(self).take(*message); },
      [self, links](const shared<cycle_stats>& figures) {
        if (auto& s = state_of(self); s.seats && s.seats->cycle == figures->cycle)
          tell(self, links.analyzer, s.judge(self->clock().now()));
        tell(self, links.analyzer, figures);
      },
  };
}

} // namespace orc
