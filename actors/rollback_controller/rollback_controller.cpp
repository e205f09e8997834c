#include "actors/rollback_controller/rollback_controller.hpp"

#include "runtime/supervision/guard.hpp"
#include "runtime/telemetry/log.hpp"

#include <algorithm>
#include <utility>

namespace orc {

void rollback_controller_state::start() {
  waits_since = self->clock().now();
  now = armed_triggers(options.mode_since);
  records.start(self, {links.keeper, links.metrics}, options.recording, [this](const auto&) {
    if (judged)
      return;
    waits_since = self->clock().now(); // the past is complete only now
    ask_past();
  });
  check();
}

cycle_stamp rollback_controller_state::stamp() const {
  return {self->clock().now(), options.wall()};
}

void rollback_controller_state::ask_past() {
  if (!records.is_open()) // before there is a database there is no past
    return;
  for (std::size_t i = 0; i < trigger_count; ++i)
    if (!known[i] && !asked[i])
      ask_past(static_cast<trigger>(i));
}

/// A failure is asked again in the next check, until patience is over.
void rollback_controller_state::ask_past(trigger which) {
  const auto i = static_cast<std::size_t>(which);
  asked[i] = true;
  event_query newest;
  newest.type = "rollback_trigger";
  newest.subject = to_string(which);
  newest.limit = 1;
  ask(self, links.history, options.recording.timeout, newest)
      .then(
          [this, i](const event_entries& found) {
            asked[i] = false;
            if (!judged && !found.empty())
              take_back(now, found.front().what, stamp());
            known[i] = true;
          },
          [this, i](const caf::error&) { asked[i] = false; });
}

bool rollback_controller_state::knows_past() const {
  if (judged)
    return true;
  const bool too_long =
      records.may_judge() && self->clock().now() - waits_since >= options.recording.patience;
  return too_long || std::all_of(known.begin(), known.end(), [](bool k) { return k; });
}

void rollback_controller_state::take(const trigger_observation& seen) {
  if (!knows_past())
    return;
  judged = true;
  if (options.changed)
    apply(configuration_change{options.changed()});
  apply(seen);
}

void rollback_controller_state::apply(const trigger_observation& seen) {
  auto step = advance(std::move(now), seen, stamp(), options.policy);
  now = std::move(step.next);
  for (const auto& change : step.changes)
    announce(change);
}

void rollback_controller_state::announce(const trigger_change& change) {
  if (change.fired)
    log_of(name).error("rollback trigger {} fired: {}", to_string(change.which), change.reason);
  else
    log_of(name).info(
        "rollback trigger {} is armed again: {}", to_string(change.which), change.reason);
  records.add(event_of(change));
  records.flush();
}

void rollback_controller_state::check() {
  if (knows_past())
    take(time_passed{});
  else
    ask_past();
  records.flush();
  tell(self, links.metrics, view_of(now, options.mode_since));
  remind(self, options.check_interval, check_atom_v);
}

caf::result<mode_view> rollback_controller_state::view() const {
  if (!knows_past())
    return to_caf({errc::unavailable, "the triggers' past is still being read"});
  return view_of(now, options.mode_since);
}

caf::result<mode_view> rollback_controller_state::rearm(const std::string& which) {
  const auto one = trigger_from(which);
  if (!one && which != "all")
    return to_caf({errc::not_found, "no trigger has this name: " + which});
  if (knows_past())
    take(rearm_order{one});
  return view();
}

rollback_controller_actor::behavior_type
rollback_controller(rollback_controller_actor::stateful_pointer<rollback_controller_state> self,
                    rollback_controller_links links,
                    rollback_controller_options options) {
  guard(self);
  auto& s = state_of(self);
  s.self = self;
  s.links = std::move(links);
  s.options = std::move(options);
  s.start();
  return {
      [self](heartbeat_atom) { return state_of(self).records.report(); },
      [self](const component_event& event) { state_of(self).take(event); },
      [self](const shared<health_report>& report) { state_of(self).take(report); },
      [self](const shared<census_report>& census) { state_of(self).take(census); },
      [self](which_atom) { return state_of(self).view(); },
      [self](rearm_atom, const std::string& which) { return state_of(self).rearm(which); },
      [self](check_atom) { state_of(self).check(); },
  };
}

} // namespace orc
