#include "actors/idle_analyzer/idle_analyzer.hpp"

#include "runtime/supervision/guard.hpp"

#include <memory>
#include <utility>

namespace orc {

void idle_analyzer_state::start() {
  records.start(self, {links.keeper, links.metrics}, options.recording, [this](const auto& known) {
    const cycle_stamp now{self->clock().now(), {}};
    for (const auto& agent : known)
      tracks.try_emplace(agent.where.agent_id, resume(agent, now));
  });
  tell(self, links.monitor, sweep_atom_v);
}

void idle_analyzer_state::take(const vitals& message) {
  if (!records.may_judge())
    return;
  std::map<std::string, track> next;
  for (const auto& seen : message.agents) {
    const auto known = tracks.find(seen.where.agent_id);
    const auto before = known == tracks.end() ? begin(seen, message.cycle) : known->second;
    auto step = advance(before, seen, message.cycle, options.policy);
    if (step.change)
      records.add(std::move(*step.change));
    next.emplace(seen.where.agent_id, std::move(step.next));
  }
  for (const auto& [id, gone] : tracks)
    if (!next.contains(id))
      records.add(*close(gone, message.cycle).change);
  tracks = std::move(next);
}

void idle_analyzer_state::finish(const shared<cycle_stats>& figures) {
  records.flush();
  if (!records.may_judge())
    return;
  auto out = std::make_shared<fleet>();
  out->stats = *figures;
  out->agents.reserve(tracks.size());
  for (const auto& [id, t] : tracks)
    out->agents.push_back(t.view);
  published = std::move(out);
  tell(self, links.metrics, published);
}

caf::result<shared<fleet>> idle_analyzer_state::answer() const {
  if (!published)
    return to_caf({errc::unavailable, "no cycle has been judged yet"});
  return published;
}

idle_analyzer_actor::behavior_type
idle_analyzer(idle_analyzer_actor::stateful_pointer<idle_analyzer_state> self,
              idle_analyzer_links links,
              idle_analyzer_options options) {
  guard(self);
  auto& s = state_of(self);
  s.self = self;
  s.links = std::move(links);
  s.options = options;
  s.start();
  return {
      [self](heartbeat_atom) { return state_of(self).records.report(); },
      [self](const shared<vitals>& message) { state_of(self).take(*message); },
      [self](const shared<cycle_stats>& figures) { state_of(self).finish(figures); },
      [self](which_atom) { return state_of(self).answer(); },
  };
}

} // namespace orc
