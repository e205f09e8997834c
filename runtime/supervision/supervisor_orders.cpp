#include "runtime/supervision/supervisor_logic.hpp"

#include <utility>

namespace orc {

supervisor_logic::child* supervisor_logic::find_child(const std::string& id) {
  const auto found = places_.find(id);
  return found == places_.end() ? nullptr : &*found->second;
}

const component_facts* supervisor_logic::find(const std::string& id) const {
  const auto found = places_.find(id);
  return found == places_.end() ? nullptr : &found->second->facts;
}

std::vector<component_facts> supervisor_logic::which() const {
  std::vector<component_facts> out;
  out.reserve(children_.size());
  for (const auto& c : children_)
    out.push_back(c.facts);
  return out;
}

child_counts supervisor_logic::count() const {
  child_counts out;
  for (const auto& c : children_) {
    ++out.specs;
    out.active += c.alive ? 1 : 0;
    ++(c.rules.supervisor ? out.supervisors : out.workers);
  }
  return out;
}

void supervisor_logic::answer(std::vector<ticket>& who, const result<component_facts>& what) {
  for (const auto to : std::exchange(who, {}))
    effects_.emplace_back(effect::answer{to, what});
}

void supervisor_logic::answer(ticket who, const result<component_facts>& what) {
  effects_.emplace_back(effect::answer{who, what});
}

/// Nobody may wait for what will not come.
void supervisor_logic::refuse_all(child& c, const std::string& why) {
  answer(c.until_stopped, fail(errc::unavailable, why));
  answer(c.until_running, fail(errc::unavailable, why));
}

void supervisor_logic::tell(const char* type, const child& c, std::chrono::milliseconds delay) {
  effects_.emplace_back(effect::tell{{type, c.facts, delay}});
}

void supervisor_logic::forget(child& c) {
  refuse_all(c, c.rules.id + " was stopped for good meanwhile");
  effects_.emplace_back(effect::forget{c.rules.id});
  if (regrouping_ && index_of(c) < regrouping_->from)
    --regrouping_->from;
  const auto place = places_.extract(c.rules.id);
  children_.erase(place.mapped());
}

/// The child that an order is for; nothing, and answered, where there is none or it is too late.
supervisor_logic::child* supervisor_logic::child_for(const std::string& id, ticket who) {
  auto* c = find_child(id);
  if (!c)
    answer(who, fail(errc::not_found, rules_.name + " has no child " + id));
  else if (stopping_)
    answer(who, fail(errc::unavailable, rules_.name + " stops"));
  return stopping_ ? nullptr : c;
}

/// The same, and it has to be down and to stay so.
supervisor_logic::child* supervisor_logic::resting_child_for(const std::string& id, ticket who) {
  auto* c = child_for(id, who);
  if (!c)
    return nullptr;
  if (!c->alive && !is_coming_back(*c))
    return c;
  answer(who, fail(errc::conflict, id + (c->alive ? " runs" : " is being started again")));
  return nullptr;
}

void supervisor_logic::restart(const std::string& id, ticket who, steady_time now) {
  auto* c = child_for(id, who);
  if (!c)
    return;
  if (c->rules.type == restart_type::temporary)
    return answer(who, fail(errc::conflict, id + " is temporary: it is never started again"));
  c->until_running.push_back(who);
  if (is_in_line(*c) && !c->alive)
    return; // its turn comes
  if (c->alive) {
    c->wanted = intent::restart;
    bring_down(*c);
  } else if (waits_in_group(*c)) {
    c->facts.state = component_state::backoff;
  } else {
    launch(*c, now);
  }
}

void supervisor_logic::revive(const std::string& id, ticket who, steady_time now) {
  auto* c = resting_child_for(id, who);
  if (!c)
    return;
  c->until_running.push_back(who);
  if (waits_in_group(*c))
    c->facts.state = component_state::backoff; // together with its group
  else
    launch(*c, now);
}

void supervisor_logic::stop(const std::string& id, ticket who, steady_time now) {
  auto* c = child_for(id, who);
  if (!c)
    return;
  const bool for_good = c->facts.dynamic || c->rules.type == restart_type::temporary;
  answer(c->until_running, fail(errc::unavailable, id + " was stopped meanwhile"));
  if (c->alive) {
    c->until_stopped.push_back(who);
    c->wanted = for_good ? intent::forget : intent::stay;
    return bring_down(*c);
  }
  c->facts.state = component_state::stopped;
  answer(who, c->facts);
  if (regrouping_ && regrouping_->lead == id)
    regrouping_->delay_over = true; // the others do not wait for a backoff that is no more
  if (for_good)
    forget(*c);
  leave_line(id, now);
  pump_regrouping(now);
}

void supervisor_logic::erase(const std::string& id, ticket who) {
  auto* c = resting_child_for(id, who);
  if (!c)
    return;
  answer(who, c->facts);
  forget(*c);
}

void supervisor_logic::start(child_rules rules, ticket who, steady_time now) {
  if (stopping_)
    return answer(who, fail(errc::unavailable, rules_.name + " stops"));
  auto* c = find_child(rules.id);
  if (!c) {
    auto& fresh = adopt(std::move(rules), true);
    fresh.until_running.push_back(who);
    return launch(fresh, now);
  }
  switch (c->facts.state) {
  case component_state::stopping:
    if (c->rules.type == restart_type::temporary)
      return answer(who, fail(errc::conflict, c->rules.id + " is being stopped"));
    c->wanted = intent::restart; // the last wish counts
    [[fallthrough]];
  case component_state::starting:
    return c->until_running.push_back(who);
  case component_state::running:
  case component_state::backoff:
    return answer(who, c->facts);
  default:
    return answer(who, fail(errc::conflict, c->rules.id + " is there, and stopped: revive it"));
  }
}

} // namespace orc
