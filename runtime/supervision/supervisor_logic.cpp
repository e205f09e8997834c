#include "runtime/supervision/supervisor_logic.hpp"

#include <iterator>
#include <utility>

namespace orc {

supervisor_logic::supervisor_logic(supervisor_rules rules, std::vector<child_rules> children)
    : rules_(std::move(rules)) {
  luck_.seed(rules_.seed != 0 ? rules_.seed : std::random_device{}());
  for (auto& c : children)
    adopt(std::move(c), false);
}

supervisor_effects supervisor_logic::take_effects() {
  return std::exchange(effects_, {});
}

void supervisor_logic::begin(steady_time now) {
  for (const auto& c : children_)
    line_.push_back(c.rules.id);
  pump_line(now);
}

supervisor_logic::child& supervisor_logic::adopt(child_rules rules, bool dynamic) {
  auto& c = children_.emplace_back();
  places_.emplace(rules.id, std::prev(children_.end()));
  c.facts.name = rules.id;
  c.facts.parent = rules_.name;
  c.facts.supervisor = rules.supervisor;
  c.facts.critical = rules.critical;
  c.facts.dynamic = dynamic;
  c.facts.state = component_state::stopped;
  c.rules = std::move(rules);
  return c;
}

void supervisor_logic::launch(child& c, steady_time now) {
  ++c.facts.incarnation;
  c.life = ++lives_;
  c.facts.state = component_state::starting;
  c.facts.started = now;
  c.wanted = intent::stay;
  c.killed = false;
  effects_.emplace_back(effect::spawn{c.rules.id, c.life});
}

void supervisor_logic::spawned(const std::string& id, steady_time) {
  if (auto* c = find_child(id))
    set_alive(*c, true);
}

void supervisor_logic::set_alive(child& c, bool alive) {
  c.alive = alive;
  if (c.facts.dynamic)
    on_demand_alive_ += alive ? 1 : static_cast<std::size_t>(-1);
}

/// It does not want to run now, which is no failure.
void supervisor_logic::declined(const std::string& id, steady_time now) {
  auto* c = find_child(id);
  if (!c)
    return;
  c->facts.state = component_state::stopped;
  answer(c->until_running, fail(errc::start_failed, id + " declined to start"));
  if (c->facts.dynamic || c->rules.type == restart_type::temporary)
    forget(*c);
  leave_line(id, now);
}

void supervisor_logic::did_not_spawn(const std::string& id,
                                     const std::string& why,
                                     steady_time now) {
  if (auto* c = find_child(id))
    failed_to_start(*c, "initialize failed: " + why, now);
}

void supervisor_logic::ready(const std::string& id, std::uint64_t life, steady_time now) {
  auto* c = find_child(id);
  if (!c || c->life != life || c->facts.state != component_state::starting)
    return;
  c->facts.state = component_state::running;
  c->facts.load_seconds = std::chrono::duration<double>(now - c->facts.started).count();
  tell("started", *c);
  answer(c->until_running, c->facts);
  leave_line(id, now);
}

void supervisor_logic::not_ready(const std::string& id,
                                 std::uint64_t life,
                                 const std::string& why,
                                 steady_time now) {
  auto* c = find_child(id);
  if (!c || c->life != life || c->facts.state != component_state::starting)
    return;
  if (booting_ && is_in_line(*c))
    return failed_to_start(*c, why, now); // its end comes with that of all others
  c->wanted = intent::fail;
  c->failure = why;
  bring_down(*c);
}

void supervisor_logic::went_down(const std::string& id,
                                 const std::string& why,
                                 bool abnormal,
                                 steady_time now) {
  auto* c = find_child(id);
  if (!c || !c->alive)
    return;
  set_alive(*c, false);
  if (stopping_ || c->facts.state == component_state::stopping) {
    if (abnormal) // a kill, or a crash of its own on the way: no failure any more
      c->facts.last_reason = why;
    c->facts.state = component_state::stopped;
    tell("stopped", *c);
    return is_down(*c, now);
  }
  if (waits_in_group(*c)) { // before its turn to be stopped: the same restart, not one more
    c->facts.last_reason = why;
    c->facts.state = component_state::stopped;
    c->wanted = intent::rejoin;
    tell("stopped", *c);
    return is_down(*c, now);
  }
  const bool again = restarts_after(c->rules.type, abnormal);
  if (c->facts.state == component_state::starting && (abnormal || again))
    return failed_to_start(*c, why, now);
  if (again)
    return failed(*c, why, now);
  end_for_good(*c, why, abnormal, now);
}

void supervisor_logic::failed_to_start(child& c, const std::string& why, steady_time now) {
  c.facts.last_reason = why;
  c.facts.last_failure = now;
  if (booting_ && is_in_line(c)) {
    if (!c.alive)
      c.facts.state = component_state::failed;
    tell("crashed", c);
    return shut_down(
        error{errc::start_failed,
              rules_.name + " did not start, since " + c.rules.id + " did not: " + why});
  }
  if (c.facts.dynamic && c.facts.incarnation == 1) {
    c.facts.state = component_state::failed; // it never ran: nothing to be kept alive
    tell("crashed", c);
    answer(c.until_running, fail(errc::start_failed, c.rules.id + " did not start: " + why));
    return forget(c);
  }
  if (c.rules.type == restart_type::temporary)
    return end_for_good(c, why, true, now);
  failed(c, why, now);
}

void supervisor_logic::failed(child& c, const std::string& why, steady_time now) {
  auto& facts = c.facts;
  const bool ran = facts.state == component_state::running; // else this very start has failed
  if (ran && now - facts.started >= rules_.backoff.reset_after)
    c.failures = 0;
  facts.last_reason = why;
  facts.last_failure = now;
  facts.state = component_state::backoff;
  tell("crashed", c);
  const auto& most = rules_.backoff.max_restarts;
  if ((most != 0 && c.failures >= most) || !budget_.spend(now, rules_.intensity))
    return give_up(c, why);
  ++facts.restarts;
  come_back(c, now);
}

/// After its backoff; in a group strategy together with its group.
void supervisor_logic::come_back(child& c, steady_time now) {
  const double drawn = std::uniform_real_distribution<double>(0, 1)(luck_);
  const auto delay = backoff_delay(rules_.backoff, c.failures++, drawn);
  tell("backoff", c, delay);
  effects_.emplace_back(effect::remind{child_reminder::about::retry, c.rules.id, c.life, delay});
  if (is_group()) {
    regroup(c);
    pump_regrouping(now);
  }
}

void supervisor_logic::give_up(child& c, const std::string& why) {
  c.facts.state = component_state::failed;
  tell("gave_up", c);
  shut_down(error{errc::gave_up,
                  rules_.name + " gave up, since " + c.rules.id + " went down too often: " + why});
}

void supervisor_logic::end_for_good(child& c,
                                    const std::string& why,
                                    bool abnormal,
                                    steady_time now) {
  c.facts.last_reason = why;
  if (abnormal)
    c.facts.last_failure = now;
  c.facts.state = component_state::stopped;
  if (abnormal)
    tell("crashed", c);
  tell("stopped", c);
  refuse_all(c, c.rules.id + " ended: " + why);
  const auto id = c.rules.id;
  if (c.rules.significant)
    note_significant_end(c);
  if (c.facts.dynamic || c.rules.type == restart_type::temporary)
    forget(c);
  leave_line(id, now);
}

void supervisor_logic::retry_due(const std::string& id, std::uint64_t life, steady_time now) {
  auto* c = find_child(id);
  if (!c || stopping_ || c->life != life)
    return;
  if (regrouping_ && regrouping_->lead == id) {
    regrouping_->delay_over = true;
    return pump_regrouping(now);
  }
  if (c->facts.state == component_state::backoff && !is_group())
    launch(*c, now);
}

} // namespace orc
