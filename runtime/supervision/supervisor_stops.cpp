#include "runtime/supervision/supervisor_logic.hpp"

#include <algorithm>
#include <utility>

namespace orc {

void supervisor_logic::bring_down(child& c) {
  if (c.facts.state == component_state::stopping)
    return;
  c.facts.state = component_state::stopping;
  const auto time = time_to_stop(c.rules);
  c.killed = time == brutal_kill;
  const auto how = c.killed         ? way_to_stop::kill
                   : c.rules.drains ? way_to_stop::drain
                                    : way_to_stop::ask;
  effects_.emplace_back(effect::stop{c.rules.id, how});
  if (time != infinity)
    effects_.emplace_back(effect::remind{
        child_reminder::about::overdue, c.rules.id, c.life, c.killed ? rules_.orphan_after : time});
}

void supervisor_logic::overdue(const std::string& id, std::uint64_t life, steady_time now) {
  auto* c = find_child(id);
  if (!c || !c->alive || c->life != life || c->facts.state != component_state::stopping)
    return;
  if (!c->killed) {
    c->killed = true;
    effects_.emplace_back(effect::stop{id, way_to_stop::kill});
    effects_.emplace_back(
        effect::remind{child_reminder::about::overdue, id, life, rules_.orphan_after});
    return;
  }
  // A handler that never returns cannot be ended in CAF: it is left behind, and said to be.
  set_alive(*c, false);
  c->facts.state = component_state::orphan;
  ++c->facts.orphans;
  effects_.emplace_back(effect::abandon{id});
  tell("orphan", *c);
  is_down(*c, now);
}

void supervisor_logic::orphan_ended(const std::string& id) {
  if (auto* c = find_child(id); c && c->facts.orphans > 0)
    --c->facts.orphans;
}

/// A child that was to be stopped has stopped, or was left behind.
void supervisor_logic::is_down(child& c, steady_time now) {
  answer(c.until_stopped, c.facts);
  if (stopping_)
    return pump_shutdown();
  follow_intent(c, now);
  pump_regrouping(now);
}

void supervisor_logic::follow_intent(child& c, steady_time now) {
  const auto id = c.rules.id;
  switch (c.wanted) {
  case intent::fail:
    return failed_to_start(c, std::exchange(c.failure, {}), now);
  case intent::restart:
    if (!waits_in_group(c))
      return launch(c, now);
    [[fallthrough]];
  case intent::rejoin:
    if (c.rules.type != restart_type::temporary) {
      c.facts.state = component_state::backoff;
      return;
    }
    [[fallthrough]]; // a bystander: nobody starts it again
  case intent::forget:
    forget(c);
    return leave_line(id, now);
  case intent::stay:
    return leave_line(id, now);
  }
}

void supervisor_logic::shut_down(std::optional<error> why) {
  if (stopping_)
    return;
  stopping_ = true;
  reason_ = std::move(why);
  line_.clear();
  regrouping_.reset();
  for (auto& c : children_) // those on demand all at once
    if (c.facts.dynamic && c.alive)
      bring_down(c);
  pump_shutdown();
}

/// Stops the last child that is alive; its end brings us back for the one before.
void supervisor_logic::pump_shutdown() {
  if (on_demand_alive_ > 0)
    return; // the last of them brings us back
  const auto last =
      std::find_if(children_.rbegin(), children_.rend(), [](const auto& c) { return c.alive; });
  if (last != children_.rend())
    return bring_down(*last);
  if (std::exchange(ended_, true))
    return;
  for (auto& c : children_)
    refuse_all(c, rules_.name + " stops");
  effects_.emplace_back(effect::end{reason_});
}

} // namespace orc
