// What others ask of a supervisor: each order becomes a ticket of the logic, whose answer delivers
// the promise.
#include "runtime/supervision/stable_name.hpp"
#include "runtime/supervision/supervisor.hpp"

#include <algorithm>
#include <utility>

namespace orc {

ticket supervisor_state::note_waiting(answerer waits) {
  waiting.emplace(++last_ticket, std::move(waits));
  return last_ticket;
}

caf::result<component_facts>
supervisor_state::take_order(const std::function<void(ticket)>& order) {
  auto promise = self->make_response_promise<caf::typed_response_promise<component_facts>>();
  order(note_waiting([this, promise](const result<component_facts>& what) mutable {
    if (what)
      promise.deliver(with_usage(*what));
    else // CAF 0.17 never answers a promise that is dropped: its caller would wait for its timeout
      promise.deliver(to_caf(what.error()));
  }));
  settle();
  return promise;
}

caf::result<component_facts> supervisor_state::restart_child(const std::string& id) {
  return take_order([&](ticket t) { logic->restart(id, t, self->clock().now()); });
}

caf::result<component_facts> supervisor_state::revive_child(const std::string& id) {
  return take_order([&](ticket t) { logic->revive(id, t, self->clock().now()); });
}

caf::result<component_facts> supervisor_state::delete_child(const std::string& id) {
  return take_order([&](ticket t) { logic->erase(id, t); });
}

caf::result<component_facts> supervisor_state::stop_child(const std::string& id) {
  return take_order([&](ticket t) { logic->stop(id, t, self->clock().now()); });
}

/// A name that was retired belonged to a child that was stopped for good: that is what was wanted.
caf::result<component_facts> supervisor_state::stop_child(const component_actor& handle) {
  const auto asked = caf::actor_cast<caf::strong_actor_ptr>(handle);
  for (const auto& [id, child] : actors)
    if (child.spec.name == asked)
      return stop_child(std::string{id});
  const auto* retired = dynamic_cast<stable_name*>(caf::actor_cast<caf::abstract_actor*>(asked));
  if (!retired || !retired->is_retired())
    return caf::make_error(errc::not_found, spec.name + " has no such child");
  component_facts gone;
  gone.name = retired->name();
  gone.state = component_state::stopped;
  return gone;
}

caf::result<child_entry> supervisor_state::start_child(const std::string& id) {
  if (!spec.dynamic_child)
    return caf::make_error(errc::unavailable, spec.name + " starts no children on demand");
  const auto* known = logic->find(id);
  const bool already = known && known->state != component_state::stopping;
  if (!known && !logic->stopping()) {
    try {
      auto made = spec.dynamic_child(self->system(), id);
      made.id = id;
      actors[id].spec = std::move(made);
    } catch (const std::exception& e) { // a template may throw as any start may
      return caf::make_error(errc::start_failed, id + " did not start: " + e.what());
    }
  }
  auto promise = self->make_response_promise<caf::typed_response_promise<child_entry>>();
  const auto t = note_waiting([this, promise, already](const result<component_facts>& f) mutable {
    if (!f) {
      promise.deliver(to_caf(f.error()));
      return;
    }
    auto entry = entry_of(*f);
    entry.already = already;
    promise.deliver(std::move(entry));
  });
  const auto found = actors.find(id);
  child_rules rules;
  if (found != actors.end())
    rules = static_cast<const child_rules&>(found->second.spec);
  rules.id = id;
  logic->start(std::move(rules), t, self->clock().now());
  settle();
  return promise;
}

caf::result<component_facts> supervisor_state::arm(const std::string& id, component_fault fault) {
  if (!spec.allow_faults)
    return caf::make_error(errc::permission, "faults on purpose are not allowed here");
  const auto found = actors.find(id);
  if (found == actors.end())
    return caf::make_error(errc::not_found, spec.name + " has no child " + id);
  if (fault.kind == fault_kind::none) { // incarnations that were given up hang on, too
    const auto [first, last] = hanging.equal_range(id);
    for (auto h = first; h != last; ++h)
      if (const auto meter = h->second.lock())
        meter->arm(fault);
    hanging.erase(first, last);
  }
  const auto& child = found->second;
  if (!child.meter)
    return caf::make_error(errc::conflict, id + " is down");
  if (fault.kind == fault_kind::hang)
    hanging.emplace(id, child.meter);
  child.meter->arm(fault);
  if (child.ref) // so that there is a next message
    caf::anon_send(caf::actor_cast<component_actor>(child.ref), heartbeat_atom_v);
  return with_usage(*logic->find(id));
}

caf::result<self_report> supervisor_state::heartbeat() {
  if (ready)
    return self_report{};
  until_ready.push_back(self->make_response_promise<caf::typed_response_promise<self_report>>());
  return until_ready.back();
}

void supervisor_state::take_reminder(const child_reminder& of) {
  const auto now = self->clock().now();
  if (of.what == child_reminder::about::retry)
    logic->retry_due(of.id, of.life, now);
  else
    logic->overdue(of.id, of.life, now);
  settle();
}

void supervisor_state::take_exit(const caf::error& why) {
  const bool in_order = !why || why == caf::exit_reason::user_shutdown;
  logic->shut_down(in_order ? std::nullopt
                            : std::optional{error{errc::internal, self->system().render(why)}});
  settle();
}

} // namespace orc
